"""Could there be any evidence at all? Cheap questions that may only err towards yes.

The glance before a judgement asks them of every staged blob and message, so this module imports nothing but ``re``. Tests
hold each of them against what ``markers.py``, ``trailers.py`` and ``identities.py`` find. They know nothing of a team's own
agents, nor of the prose markers that are off by default: with those in force the caller has to look.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from aigate.model import FileChange

# Every marker's spelling contains one of these; to be compiled with re.IGNORECASE. Wide encodings lose their NULs first.
MARKER_HINT = rb"ai[-_ \t]{0,3}(?:gen|code|section|assisted)|aigc|spdx-(?:ai-|filecontributor|snippetcontributor)"

# The same question put so that it costs a fifteenth: in lower case, with a literal that the search can jump to.
_AI_WORD = re.compile(rb"ai(?:[-_ \t]{0,3}(?:gen|code|section|assisted)|gc)")
_SPDX = b"spdx-"
_SPDX_WORDS = (b"spdx-ai-", b"spdx-filecontributor", b"spdx-snippetcontributor")

# Names of agents and models, as long as they are rare in other people's messages.
_NAMES = (
    "claude|anthropic|opus|sonnet|haiku|fable|copilot|codex|openai|chat[-_ ]?gpt|gpt|cursor|aider|open[-_ ]?hands|opendevin"
    r"|devin|jules|gemini|gemma|\bamp(?![a-z])|ampcode|droid|\bfactory|open[-_ ]?code|continue|username|augment|auggie"
    r"|mistral|le[-_ ]?chat|codestral|devstral|magistral|firebender|sourcery|codeflash|code[-_ ]?rabbit|cubic|\broo|happy"
    r"|\bomx|oh[-_ ]?my[-_ ]?codex|crush|goose|\bpi\b|qwen|\bwarp|antigravity|windsurf|cascade|codeium|cline|kilo[-_ ]?code"
    r"|\bkiro|amazon[-_ ]?q|code[-_ ]?whisperer|junie|replit|\btrae|entire|\bo[134]\b|\bglm|\bgrok|\bkimi|deepseek|llama"
    r"|minimax|starcoder|\bseer\b"
)
_AI = r"\b(?:ai|llms?|gen[-_]?ai|chat[-_ ]?bot)\b|\bai_"

# Evidence that needs no second word.
_TELLING = re.compile(
    r"https://(?:claude\.ai/code|chatgpt\.com/codex|app\.devin\.ai/sessions|jules\.google|ampcode\.com/threads)"
    r"|claude[- ](?:session|generated[- ]by)|copilot[- ]session|agent[- ]logs[- ]url|amp[- ]thread"
    r"|entire[- ](?:checkpoint|attribution)|made[- ]with|agent[- ]signature|(?:^|\r|\\n)aider: "
    r"|(?:\b|(?<=\\n))ai[- ](?:assist|model|tool|agent|gen|auth|co)[a-z -]{0,60}:"
    r"|ai[- ](?:disclosure|disclaimer|usage|assistance)",
    re.IGNORECASE | re.ASCII | re.MULTILINE,
)
# Lines that are evidence when they name an agent, a model or AI.
_NAMING = re.compile(
    r"(?:authored|author|developed|signed[- ]off|assisted|generated|created|written|made|built|implemented)"
    r"[-_ \t]{1,9}(?:by|with|using|via)|co[- ]?author|(?:^|\r|\\n)Author:",
    re.IGNORECASE | re.ASCII | re.MULTILINE,
)
# The one other letter whose small form is ASCII, and which a name in lower case has lost.
_KELVIN = "\u212a"
# What begins a claim, for whoever looks through many messages at once: whatever line makes one holds, once it is in lower
# case, one of these words, and where it stands the pattern beside it fits. To search for a word costs a tenth of a pattern.
_BY = re.compile(rb"\w+[-_ \t]{1,9}(?:by|with|using|via)|\w+:")
_KEY = re.compile(rb"\w+:")
_AI_WORDS = re.compile(rb"ai[- ](?:model|tool|agent|contributor|assist|dis|usage)")
CLAIM_WORDS = (
    (b"author", re.compile(rb"author(?:ed[- ]by)?:")),
    (b"signed", re.compile(rb"signed[- ]off[- ]by:")),
    (b"assisted", re.compile(rb"assisted[- ](?:by|with):")),
    *((verb, _BY) for verb in (b"developed", b"generated", b"created", b"written", b"made", b"built", b"implemented")),
    *((key, _KEY) for key in (b"session:", b"checkpoint:", b"attribution:", b"signature:")),
    *((word, _AI_WORDS) for word in (b"ai-", b"ai ")),
    (
        b"://",
        re.compile(
            rb"://(?:claude\.ai/code|chatgpt\.com/codex|app\.devin\.ai/sessions|jules\.google|ampcode\.com/threads)"
            rb"|://github\.com/[^\s/]+/[^\s/]+/sessions/"
        ),
    ),
)
# The same where nothing else is needed.
TELLING_WORDS = ((b"aider: ", re.compile(rb"(?:(?<![^\n\r])|(?<=\\n)|(?<=\n    ))aider: (?!init at |v?\d)\S")),)
_VOCABULARY = re.compile(f"{_NAMES}|{_AI}", re.IGNORECASE | re.ASCII)
_PERSON = re.compile(_NAMES, re.IGNORECASE | re.ASCII)

# A policy for messages, the words it is made of, and what stands before the colon of a line.
_POLICY = re.compile(rb"^[^#\n]*\btrailers\b", re.MULTILINE)
_POLICY_WORD = re.compile(rb"[a-z0-9][a-z0-9-]*")
_ESCAPE = re.compile(rb"\\u", re.IGNORECASE)
_ADDS = re.compile(rb"[\"'](?:add|translate)[\"']|\\u", re.IGNORECASE)
_LINE_KEY = re.compile(rb"^[ \t]*(?:[*-][ \t]+)?([a-z0-9][a-z0-9-]*)[ \t]*:", re.MULTILINE)

# Variables that agents set for what they run; the catalogue's conditions on their values are left to whoever looks.
_VARIABLE = re.compile(
    r"(?:AI_AGENT|AGENT|CLAUDE|CODEX|GEMINI_CLI|CURSOR|COPILOT|OPENCODE|AMP_|AGENT_THREAD|CRUSH|GOOSE|AUGMENT|QWEN|PI_CODING"
    r"|OZ_|ANTIGRAVITY|JUNIE|TRAE|CLINE|REPL)"
)


class Unmarked:
    """Contents without a line that could be a marker, remembered through a history.

    Where an old content had no such line, and none is among those that changed, the new content has none either, and need
    not be read.
    """

    def __init__(self, most: int = 50_000) -> None:
        """``most`` of them are kept, those that were last met."""
        self._known: dict[str, None] = {}
        self._most = most

    def includes(self, change: FileChange) -> bool:
        """Whether the new content of a change, whose patch was watched for such lines, is one of them."""
        if change.blob is None or not self._follows(change, self._known):
            return False
        self.add(change.blob)
        return True

    def unknown(self, changes: Iterable[FileChange]) -> list[str]:
        """The new contents to be read before all of the changes, in their order, are known: if they hold no marker either."""
        assumed: dict[str, None] = {}
        wanted: list[str] = []
        for change in changes:
            if change.blob is None or change.blob in assumed:
                continue
            if not (self._follows(change, self._known) or self._follows(change, assumed)):
                wanted.append(change.blob)
            assumed[change.blob] = None
        return wanted

    @staticmethod
    def _follows(change: FileChange, known: Container[str]) -> bool:
        """Whether the new content is one of those that are known, or follows from one."""
        if change.blob in known:
            return True
        return change.watched is False and (change.old_blob is None or change.old_blob in known)

    def add(self, blob: str) -> None:
        """Remember a content."""
        self._known.pop(blob, None)
        self._known[blob] = None
        if len(self._known) > self._most:
            del self._known[next(iter(self._known))]


def marker_may_stand_in(content: bytes) -> bool:
    """Whether content, in any encoding, could hold a marker.

    UTF-16 and UTF-32 are ASCII with zero bytes between: without them one pattern serves every encoding.
    """
    lower = content.lower()
    return _has_marker_word(lower) or (b"\0" in lower and _has_marker_word(lower.replace(b"\0", b"")))


def _has_marker_word(lower: bytes) -> bool:
    return _AI_WORD.search(lower) is not None or (_SPDX in lower and any(word in lower for word in _SPDX_WORDS))


def message_may_matter(text: str) -> bool:
    """Whether a commit message could hold evidence of an agent."""
    text = text.replace(_KELVIN, "k")
    return bool(_TELLING.search(text) or (_NAMING.search(text) and _VOCABULARY.search(text)))


def claim_may_begin(message: str) -> bool:
    """As ``message_may_matter``, and cheaper, for whoever looks at one message after the other."""
    lower = message.encode("utf-8", "surrogatepass").lower()
    return any(_stands(lower, word, pattern) for word, pattern in (*CLAIM_WORDS, *TELLING_WORDS) if word in lower)


def _stands(lower: bytes, word: bytes, pattern: re.Pattern[bytes]) -> bool:
    at = lower.find(word)
    while at >= 0 and not pattern.match(lower, at):
        at = lower.find(word, at + 1)
    return at >= 0


def identity_may_matter(identity: str) -> bool:
    """Whether ``Name <email>`` could be an agent."""
    return bool(_PERSON.search(identity.replace(_KELVIN, "k")))


def environment_may_matter(names: Iterable[str]) -> bool:
    """Whether an agent may run this process, by the names of its variables."""
    return any(_VARIABLE.match(name) for name in names)


def speaks_of_messages(config: bytes) -> bool:
    """Whether a configuration may ask anything of commit messages."""
    return _POLICY.search(config) is not None


def draft_may_change(config: bytes) -> bool:
    """Whether a configuration may want trailers added to a draft, or translated in it."""
    return speaks_of_messages(config) and _ADDS.search(config) is not None


def policy_may_speak_of(message: str, config: bytes, variables: Iterable[str]) -> bool:
    """Whether what a configuration asks may concern this message: a key that it names, or an agent at work."""
    if not speaks_of_messages(config):
        return False
    words = set(_POLICY_WORD.findall(config.lower()))
    keys = set(_LINE_KEY.findall(message.lower().encode("utf-8", "surrogateescape")))
    return bool(words & keys) or _ESCAPE.search(config) is not None or environment_may_matter(variables)
