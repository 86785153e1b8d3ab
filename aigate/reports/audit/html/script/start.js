// Brings the page to life.

const views = {};

const follow = (parameters) => {
  if (parameters.has("finding")) views.findings.reveal(parameters.get("finding"));
  else if (parameters.has("commit")) views.commits.reveal(parameters.get("commit"));
  else if (parameters.size) showFindings(parameters);
};

startTheme();
startFindings();
startCommits();
startFiles();
startTimeline();
startSurvival();
startFlow();
startFolders();
startRules();
startKeys();
startAddress(follow);
follow(readAddress());
document.documentElement.dataset.ready = "yes";
