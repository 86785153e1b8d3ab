"""A made-up audit that looks like a real one: small, or with as many findings as one asks for. The same at every call."""

from __future__ import annotations

from calendar import timegm
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random

from aigate.audit_model import (
    Audit,
    AuditedCommit,
    AuditedFile,
    AuditedFinding,
    Authored,
    Counted,
    Density,
    ExposedFile,
    Month,
    Place,
    Reach,
    State,
    Unread,
)
from aigate.lines import Lines, Span
from aigate.model import Bucket, Claim, Confidence, Finding, Gap, Identity, Scope, Verdict
from tests.reports.audit import hostile
from tests.reports.audit.specimen_words import AGENTS, FOLDERS, HUMAN, OWNERS, PEOPLE, RULES, STEMS, SUBJECTS, Rule

MONTHS = tuple(f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 13))[2:16]
_START = timegm((2025, 3, 3, 9, 0, 0))
_DAY = 86_400
_MADE = timegm((2026, 6, 12, 6, 30, 0))


@cache
def specimen() -> Audit:
    """Fourteen months, five agents and one unknown, about forty findings, and everything that a report could stumble over."""
    return _with_hostile_strings(_Maker(commits=96, files=64, findings=40).audit())


@cache
def large(findings: int = 50_000) -> Audit:
    """The audit of a repository that has gone badly wrong."""
    return _Maker(commits=4_000, files=900, findings=findings).audit()


def empty() -> Audit:
    """Nothing was found, because there is nothing."""
    return Audit(repository="empty", made=_MADE, version="0.1.0", reach=Reach(revisions=("HEAD",), tip="0" * 40))


@dataclass
class _File:
    """A file while its history is made up."""

    path: str
    language: str
    owner: str
    human: int
    unknown: int
    wrote: dict[tuple[str, str], int] = field(default_factory=dict)
    when: list[int] = field(default_factory=list)
    open: int = 0


class _Maker:
    """Makes up one audit whose figures agree with each other."""

    def __init__(self, *, commits: int, files: int, findings: int) -> None:
        self.random = Random(20260612)
        self.files = [self._file(number) for number in range(files)]
        self.surviving = dict.fromkeys(MONTHS, 0)
        self.commits = sorted((self._commit() for _ in range(commits)), key=lambda one: one.when)
        self.findings = tuple(sorted((self._finding() for _ in range(findings)), key=lambda one: one.when))

    def audit(self) -> Audit:
        files = tuple(self._exposed(one) for one in self.files)
        ai = sum(one.lines.ai for one in files)
        found = sum(one.open for one in self.files)
        others = sum(one.lines.human + one.lines.unknown for one in files)
        months = tuple(self._month(number, month) for number, month in enumerate(MONTHS))
        return Audit(
            repository="acme/shop",
            made=_MADE,
            version="0.1.0",
            reach=self._reach(sum(one.commits for one in months)),
            commits=tuple(self.commits),
            months=months,
            findings=self.findings,
            files=files,
            density=Density(ai, found, others, others * 3 // 1000, ai - 120, found - 1, 0.0042 * ai),
            gaps=(
                Gap("web/vendor/bundle.js", "longer than 1 MB", None, "patterns"),
                Gap("src/legacy/report.py", "not Python 3: print without parentheses", Lines([(10, 42)]), "bandit"),
            ),
            rules=tuple(one.info for one in RULES),
            policy="kernel",
            weblink="https://git.example.org/acme/shop",
        )

    def _id(self) -> str:
        return f"{self.random.getrandbits(160):040x}"

    def _file(self, number: int) -> _File:
        folder, language, suffix = self.random.choice(FOLDERS)
        stem = self.random.choice(STEMS)
        path = f"{folder}/{stem}{'' if number < len(STEMS) else number}{suffix}"
        return _File(
            path=path,
            language=language,
            owner=next((owner for start, owner in OWNERS if path.startswith(start)), ""),
            human=int(self.random.randint(20, 700) * HUMAN.get(folder, 1)),
            unknown=self.random.randint(0, 60),
        )

    def _commit(self) -> AuditedCommit:
        age = self.random.betavariate(2.2, 1.3)  # there are more of them every month
        when = _START + int(age * (len(MONTHS) * 30.4 - 6) * _DAY)
        agent, model, source, quote = self.random.choices(AGENTS, weights=[one.weight for one in AGENTS])[0][:4]
        touched = self.random.sample(self.files, self.random.choice((1, 1, 2, 2, 3, 5)))
        files = tuple(self._wrote(file, (agent, model), when) for file in touched)
        ai = sum(one.lines.ai for one in files)
        declared = self.random.random() < 0.8 and source in {"trailers", "identities"}
        identity = self._id()
        return AuditedCommit(
            id=identity,
            when=when,
            author=Identity(*self.random.choice(PEOPLE)),
            subject=self.random.choice(SUBJECTS),
            lines=Counted(ai, sum(one.lines.human for one in files), sum(one.lines.unknown for one in files)),
            authored=(Authored(agent, model, ai),),
            sources=(source,),
            evidence=(quote,),
            files=files,
            is_declared=declared,
            is_signed_off=self.random.random() < 0.7,
            breaches=() if declared else ("trailers/missing-assisted-by",),
            stopped_by=(RULES[int(identity[1], 16) % len(RULES)].info.id,) if identity[0] in "05" else (),
            suppressions=int(self.random.random() < 0.06),
        )

    def _wrote(self, file: _File, who: tuple[str, str], when: int) -> AuditedFile:
        lines = Counted(
            self.random.randint(4, 160), self.random.choice((0, 0, 3, 12)), self.random.choice((0, 0, 0, 5))
        )
        age = (_MADE - when) / (_MADE - _START)
        left = int(lines.ai * max(0.0, min(1.0, self.random.gauss(0.86 - age * 0.55, 0.12))))
        if left:
            file.wrote[who] = file.wrote.get(who, 0) + left
            file.when.append(when)
        self.surviving[_month_of(when)] += left
        return AuditedFile(file.path, file.language, lines)

    def _finding(self) -> AuditedFinding:
        commit = self.random.choice(self.commits)
        file = self.random.choice(commit.files)
        rule = self.random.choices(RULES, weights=[one.weight for one in RULES])[0]
        at = self.random.randint(8, 400)
        stands = self.random.random() < 0.58
        agent, model, _ = commit.authored[0]
        home = next(one for one in self.files if one.path == file.path)
        home.open += stands
        days = int(self.random.expovariate(1 / 24)) + 1
        fixed = min(commit.when + days * _DAY, _MADE - _DAY)
        knows = not stands and self.random.random() < 0.9
        return AuditedFinding(
            finding=self._weakness(rule, file.path, at, commit),
            commit=commit.id,
            when=commit.when,
            author=str(commit.author),
            agent=agent,
            model=model,
            state=State.OPEN if stands else State.FIXED,
            now=Place(file.path, at + self.random.randint(0, 30)) if stands else None,
            fixed_by=self.random.choice(self.commits).id if knows else "",
            fixed_when=fixed if knows else 0,
            owner=home.owner,
        )

    def _weakness(self, rule: Rule, path: str, at: int, commit: AuditedCommit) -> Finding:
        agent, model, _ = commit.authored[0]
        suppressed = self.random.random() < 0.05
        start = len(rule.code) - len(rule.code.lstrip())
        blocks = rule.info.severity >= 2
        return Finding(
            rule=rule.info.id,
            path=path,
            span=Span(at, at),
            severity=rule.info.severity,
            message=rule.info.message,
            confidence=rule.info.confidence,
            hint=rule.info.hint,
            cwe=rule.info.cwe,
            scanner=rule.info.scanner,
            kind="secret" if rule.info.scanner == "detect-secrets" else "weakness",
            columns=(start, len(rule.code)),
            references=rule.info.references,
            statement=Span(at, at),
            fingerprint=f"{self.random.getrandbits(48):012x}",
            bucket=Bucket.SUPPRESSED if suppressed else Bucket.BLOCKING if blocks else Bucket.WARNING,
            agent=agent or None,
            evidence=Claim(
                source=commit.sources[0],
                verdict=Verdict.AI,
                scope=Scope.COMMIT,
                quote=commit.evidence[0],
                confidence=Confidence.HIGH,
                agent=agent or None,
                model=model or None,
            ),
            reason="accepted: only used in tests" if suppressed else "",
            snippet=((at - 1, rule.before), (at, rule.code), (at + 1, rule.after)),
        )

    def _exposed(self, file: _File) -> ExposedFile:
        authored = sorted(file.wrote.items(), key=lambda item: -item[1])
        return ExposedFile(
            path=file.path,
            language=file.language,
            lines=Counted(sum(file.wrote.values()), file.human, file.unknown),
            authored=tuple(Authored(agent, model, lines) for (agent, model), lines in authored),
            oldest=min(file.when, default=0),
            newest=max(file.when, default=0),
            owner=file.owner,
            findings=file.open,
        )

    def _month(self, number: int, month: str) -> Month:
        mine = [one for one in self.commits if _month_of(one.when) == month]
        wrote: dict[tuple[str, str], int] = {}
        for commit in mine:
            for agent, model, lines in commit.authored:
                wrote[agent, model] = wrote.get((agent, model), 0) + lines
        return Month(
            month=month,
            commits=len(mine) + 70 - 2 * number + self.random.randint(-12, 12),
            ai_commits=len(mine),
            lines=Counted(
                sum(one.lines.ai for one in mine),
                sum(one.lines.human for one in mine),
                sum(one.lines.unknown for one in mine),
            ),
            authored=tuple(Authored(*who, lines) for who, lines in sorted(wrote.items(), key=lambda item: -item[1])),
            surviving=self.surviving[month],
            introduced=sum(_month_of(one.when) == month for one in self.findings),
            fixed=sum(bool(one.fixed_when) and _month_of(one.fixed_when) == month for one in self.findings),
        )

    def _reach(self, commits: int) -> Reach:
        return Reach(
            revisions=("HEAD",),
            tip=self._id(),
            filters=("--since=2025-03-01",),
            commits=commits,
            ai_commits=len(self.commits),
            patches=len(self.commits) + 11,
            checks=("bandit", "patterns", "secrets"),
            unread=(Unread(self._id(), "the object of web/assets/logo.svg is missing"),),
            edges=1,
            notes=("Markers that were removed before the audited revision are not seen.",),
        )


def _month_of(when: int) -> str:
    from time import gmtime, strftime

    return strftime("%Y-%m", gmtime(when))


def _with_hostile_strings(audit: Audit) -> Audit:
    """The same audit, with a hostile string in every place that a repository can fill; its figures stay."""
    rng = Random(7)
    commits, findings, files = list(audit.commits), list(audit.findings), list(audit.files)
    for number, text in enumerate(hostile.STRINGS):
        at = (number * 5 + 3) % len(commits)
        commits[at] = replace(
            commits[at],
            subject=text,
            author=Identity(text[:80], f"{text[:20]}@example.org"),
            evidence=(f"Assisted-by: {text}",),
        )
        at = (number * 2 + 1) % len(findings)
        one = findings[at]
        odd = rng.choice(hostile.PATHS)
        claim = replace(one.finding.evidence, quote=f"Assisted-by: {text}") if one.finding.evidence else None
        weakness = replace(
            one.finding,
            path=odd,
            message=f"{one.finding.message} {text}",
            hint=text,
            snippet=((1, text), (2, "")),
            span=Span(1, 1),
            columns=(0, min(len(text), 12)),
            references=(hostile.LINK, *one.finding.references),
            evidence=claim,
        )
        findings[at] = replace(one, finding=weakness, author=text[:60], owner=text[:40], now=one.now and Place(odd, 1))
    for number, path in enumerate(hostile.PATHS):
        files[number * 7] = replace(files[number * 7], path=path, owner=hostile.STRINGS[number][:40])
    reach = replace(
        audit.reach,
        notes=(*audit.reach.notes, f"A note on {hostile.SCRIPT}"),
        unread=(*audit.reach.unread, Unread("f" * 40, hostile.CLOSING)),
    )
    gaps = (*audit.gaps, Gap(hostile.PATHS[0], f"cannot be decoded {hostile.ANSI}"))
    return replace(audit, commits=tuple(commits), findings=tuple(findings), files=tuple(files), reach=reach, gaps=gaps)
