"""Somebody else's text, followed through JavaScript and TypeScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigate.model import Confidence, Source
from aigate.rules.loader import load
from aigate.scanners import Settings, flow
from aigate.scanners.flow import ecma

if TYPE_CHECKING:
    from aigate.model import Finding
    from aigate.scanners.flow.models import FlowRule

RULES = ecma.load().file.rules
SETTINGS = Settings(load())


def scan(text: str, language: str = "typescript") -> tuple[Finding, ...]:
    outcome = flow.scan(Source("app.ts", text.encode("utf-8", "surrogatepass"), text, "utf-8", language), SETTINGS)
    assert not outcome.gaps
    return outcome.findings


def rules(text: str, least: Confidence = Confidence.MEDIUM) -> list[str]:
    return sorted({found.rule.removeprefix("flow/") for found in scan(text) if found.confidence >= least})


def handler(body: str) -> str:
    """A handler with ``body``, to which ``name`` is what the client sent."""
    return (
        'import { exec } from "child_process";\nimport fs from "node:fs";\nimport path from "path";\n'
        'const BASE = path.resolve("/srv");\nconst KNOWN = { a: "ls" };\nconst NAMES = ["x", "y"];\n'
        f"app.get('/x', async (req, res) => {{\nconst name = req.query.name;\n{body}\n}});\n"
    )


class TestEveryRule:
    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
    def test_is_quiet_on_its_good_examples(self, rule: FlowRule) -> None:
        assert len(rule.good) >= 2
        for text in rule.good:
            assert not [one for one in scan(text) if one.rule == rule.id or one.confidence > Confidence.LOW], text

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
    def test_finds_its_bad_examples(self, rule: FlowRule) -> None:
        assert len(rule.bad) >= 2
        for text in rule.bad:
            found = [one for one in scan(text) if one.rule == rule.id]
            assert found, text
            assert found[0].cwe == rule.cwe

    def test_ids_are_unique(self) -> None:
        assert len({rule.id for rule in RULES}) == len(RULES)

    def test_every_word_of_both_languages_is_told_once(self) -> None:
        told = [one.id for one in flow.rules(SETTINGS)]
        assert len(told) == len(set(told))
        assert {rule.id for rule in RULES} <= set(told)


SAFE = {
    "a fixed table": "exec(KNOWN[name])",
    "a number": "exec(`head -n ${parseInt(name, 10)}`)",
    "a list that is asked before": "if (!NAMES.includes(name)) return res.end();\nexec('x ' + name)",
    "a list that is asked around it": "if (NAMES.includes(name)) { exec('x ' + name); }",
    "a list that is asked by its index": "if (NAMES.indexOf(name) === -1) throw new Error('no');\nexec('x ' + name)",
    "a set": "const known = new Set(NAMES);\nif (!known.has(name)) return;\nexec('x ' + name)",
    "a table that is asked": "if (!(name in KNOWN)) return;\nexec('x ' + name)",
    "an anchored pattern": "if (!/^[a-z]+$/.test(name)) return;\nexec('x ' + name)",
    "a pattern in a variable": "const word = /^\\w+$/;\nif (!word.test(name)) return;\nexec('x ' + name)",
    "the outcome of a test in a variable": "const ok = NAMES.includes(name);\nif (!ok) return;\nexec('x ' + name)",
    "two tests in one": "if (!name || !NAMES.includes(name)) return;\nexec('x ' + name)",
    "a test in an expression": "const word = NAMES.includes(name) ? name : 'x';\nexec('x ' + word)",
    "a test with &&": "NAMES.includes(name) && exec('x ' + name)",
    "an equal": "if (name === 'x') exec('x ' + name)",
    "a switch": "switch (name) { case 'x': exec('x ' + name); break; default: res.end(); }",
    "a function that is named a check": "if (!isValidName(name)) return;\nexec('x ' + name)",
    "a function that fails": "validateName(name);\nexec('x ' + name)",
    "what is no letter is taken out": "exec('x ' + name.replace(/[^a-z0-9]/gi, ''))",
    "an argument of its own": "import('child_process').then(() => 0);\nrequire('child_process').execFile('x', [name])",
    "overwritten": "let word = name;\nword = 'x';\nexec('x ' + word)",
    "a length": "exec('x ' + name.length)",
    "a test in the function around": "if (!NAMES.includes(name)) return;\nfs.stat('x', () => exec('x ' + name))",
    "another function's exec": "/^a/.exec(name); pattern.exec(name)",
}
UNSAFE = {
    "a template": "exec(`x ${name}`)",
    "a sum": "exec('a ' + 'b ' + name + ' c')",
    "as it is": "exec(req.body.command)",
    "a header": "exec('x ' + req.headers['x-name'])",
    "req.get": "exec('x ' + req.get('name'))",
    "taken apart": "const { one: { two } } = req.body;\nexec(two)",
    "taken apart with a default": "const { one = 'x', ...others } = req.body;\nexec('x ' + one)",
    "taken from an array": "const [first] = req.body.names;\nexec('x ' + first)",
    "through an object": "const options = { title: name };\nexec('x ' + options.title)",
    "through a property that is set": "const options = {};\noptions.title = name;\nexec('x ' + options.title)",
    "joined": "exec(['x', name].join(' '))",
    "through concat": "exec('x '.concat(name))",
    "appended": "let line = 'x';\nline += ' ' + name;\nexec(line)",
    "trimmed": "exec('x ' + name.trim().toLowerCase())",
    "one way of two": "let word = 'x';\nif (name) { word = name; }\nexec('x ' + word)",
    "a default": "exec('x ' + (name || 'y'))",
    "in a loop": "for (const each of req.body.names) { exec('x ' + each); }",
    "in forEach": "req.body.names.forEach((each) => exec('x ' + each))",
    "mapped": "exec('x ' + req.body.names.map((each) => '-n ' + each).join(' '))",
    "awaited": "await promisify(exec)('x ' + name)",
    "a list that is asked too late": "exec('x ' + name);\nif (!NAMES.includes(name)) return;",
    "a list that is asked about something else": "if (!NAMES.includes(req.query.other)) return;\nexec('x ' + name)",
    "a pattern that is not anchored": "if (!/[a-z]/.test(name)) return;\nexec('x ' + name)",
    "a test without a way out": "if (!NAMES.includes(name)) { console.log('odd'); }\nexec('x ' + name)",
    "a callback's closure": "fs.stat('x', () => { exec('x ' + name); })",
    "in try": "try { exec('x ' + name); } catch (error) { res.end(); }",
    "decoded": "exec('x ' + decodeURIComponent(name))",
    "with optional chaining": "exec('x ' + req.body?.user?.name)",
    "cast": "exec('x ' + (name as string))",
    "in a shell": "require('child_process').spawn('sh', ['-c', 'x ' + name])",
}


class TestShell:
    @pytest.mark.parametrize("body", SAFE.values(), ids=SAFE)
    def test_is_safe(self, body: str) -> None:
        assert "command-injection" not in rules(handler(body))

    @pytest.mark.parametrize("body", UNSAFE.values(), ids=UNSAFE)
    def test_is_unsafe(self, body: str) -> None:
        assert "command-injection" in rules(handler(body), Confidence.HIGH)


class TestPaths:
    @pytest.mark.parametrize(
        "body",
        [
            "fs.readFile(path.join(BASE, path.basename(name)), done)",
            "const file = path.resolve(BASE, name);\nif (!file.startsWith(BASE)) return;\nfs.readFile(file, done)",
            "const file = path.resolve(BASE, name);\nif (file.indexOf(BASE) !== 0) return;\nfs.readFile(file, done)",
            "if (name.includes('..')) return;\nfs.readFile('/srv/' + name, done)",
            "const way = path.relative(BASE, path.join(BASE, name));\nif (way.startsWith('..')) return;\nfs.readFile(path.join(BASE, name), done)",
            "res.sendFile(name, { root: BASE })",
        ],
    )
    def test_that_stay_inside(self, body: str) -> None:
        assert rules(handler(body)) == []

    @pytest.mark.parametrize(
        "body",
        [
            "fs.readFile(path.join(BASE, name), done)",
            "fs.createReadStream(`/srv/${name}`).pipe(res)",
            "await fs.promises.unlink(BASE + '/' + name)",
            "res.download(path.join(BASE, name))",
            "if (path.extname(name) !== '.png') return;\nfs.readFile(path.join(BASE, name), done)",
        ],
    )
    def test_that_lead_anywhere(self, body: str) -> None:
        assert rules(handler(body)) == ["path-traversal"]


def service(body: str) -> str:
    """A file without any framework; ``name`` is what its caller gives."""
    return (
        'import fs from "node:fs";\nimport path from "path";\nconst BASE = path.resolve("/srv");\n'
        f"export function serve(name, folder) {{\n{body}\n}}\n"
    )


class TestNamesWithinAFolder:
    @pytest.mark.parametrize(
        "body",
        [
            "fs.readFileSync(name)",
            "fs.readFileSync(path.join(folder, name))",
            "fs.readFileSync(path.join(name, 'config.json'))",
            "fs.readFileSync(path.join(BASE, path.basename(name)))",
            "fs.readFileSync(path.join(BASE, String(parseInt(name, 10))))",
            "const file = path.resolve(BASE, name);\nif (!file.startsWith(BASE)) throw new Error('no');\nfs.readFileSync(file)",
            "if (!/^[a-z]+$/.test(name)) return;\nfs.readFileSync(`${BASE}/${name}`)",
            "fs.readFileSync(path.join(BASE, name.MAIN_FILE))",
            "fs.readFileSync('.' + name)",
            "const inside = (one) => { if (!one.startsWith(BASE)) throw new Error('no'); return one; };\nfs.readFileSync(inside(path.join(BASE, name)))",
            "fs.readFileSync(path.join(BASE, 'fixtures', name))",
        ],
    )
    def test_are_left_alone(self, body: str) -> None:
        assert rules(service(body)) == []

    @pytest.mark.parametrize(
        "body",
        [
            "fs.readFileSync(path.join(BASE, name))",
            "fs.readFileSync(path.join('/srv', name, 'config.json'))",
            "fs.readFileSync(path.join(__dirname, 'themes', name))",
            "fs.readFileSync(path.join(process.cwd(), name))",
            "fs.writeFileSync(`./uploads/${name}`, '')",
            "fs.unlinkSync('./uploads/' + name)",
            "fs.readFileSync(path.join(process.env.FOLDER || './files', name))",
            "const inner = path.join(BASE, folder);\nconst file = path.join(inner, name);\nfs.writeFileSync(file, '')",
        ],
    )
    def test_that_nobody_checked(self, body: str) -> None:
        assert rules(service(body)) == ["path-traversal"]

    def test_of_which_an_object_knows_the_folder(self) -> None:
        text = (
            'import fs from "fs";\nimport path from "path";\nexport class Files {\n'
            "  constructor(folder) { this.folder = folder; }\n"
            "  read(name) { return fs.readFileSync(path.join(this.folder, name)); }\n}\n"
        )
        assert rules(text) == ["path-traversal"]

    def test_are_the_callers_business_where_only_this_file_calls(self) -> None:
        text = service("").replace("export ", "").replace("\n}", "\nreturn fs.readFileSync(path.join(BASE, name));\n}")
        assert rules(text + "serve('x');\n") == []


class TestFixed:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("crypto.createCipheriv('aes-256-cbc', key, Buffer.from('0123456789abcdef'))", ["fixed-nonce"]),
            ("const iv = Buffer.alloc(16);\ncrypto.createCipheriv('aes-256-cbc', key, iv)", ["fixed-nonce"]),
            ("const iv = Buffer.alloc(16);\nfill(iv);\ncrypto.createCipheriv('aes-256-cbc', key, iv)", []),
            ("const iv = Buffer.alloc(16);\niv.writeUInt32BE(n);\ncrypto.createCipheriv('aes-256-ctr', key, iv)", []),
            ("const iv = Buffer.alloc(16);\niv[0] = n;\ncrypto.createCipheriv('aes-256-ctr', key, iv)", []),
            ("crypto.createCipheriv('aes-256-ecb', key, null)", []),
            ("crypto.createCipheriv('aes-256-cbc', key, IV)", []),
            ("crypto.createCipheriv('aes-256-cbc', key, iv)", []),
            ("crypto.pbkdf2(word, 'salt', 1000, 64, 'sha512', done)", ["fixed-nonce"]),
            ("crypto.subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, key, text)", ["fixed-nonce"]),
            ("const k = 'in the code';\njwt.sign({}, k)", ["hard-coded-key"]),
            ("const k = process.env.KEY || 'in the code';\njwt.sign({}, k)", []),
            ("jwt.sign({}, KEY)", []),
            ("const k = `-----BEGIN PUBLIC KEY-----\nx`;\njwt.verify(t, k)", []),
        ],
    )
    def test_values_are_told_from_drawn_ones(self, text: str, expected: list[str]) -> None:
        assert rules('import crypto from "crypto";\nimport jwt from "jsonwebtoken";\n' + text) == expected

    def test_keys_are_masked(self) -> None:
        (found,) = scan('import { createHmac } from "crypto";\ncreateHmac("sha256", "in the code");\n')
        assert found.kind == "secret"
        assert (2, 21, 34) in found.masks


class TestNamesOfChecks:
    """``isValid`` and ``sanitize`` are believed, unless the file shows that they do nothing."""

    @pytest.mark.parametrize(
        ("function", "body", "expected"),
        [
            ("", "if (!isValid(name)) return;\nexec('x ' + name)", False),
            ("const isValid = (text) => text.length > 0;", "if (!isValid(name)) return;\nexec('x ' + name)", True),
            ("function isValid(text) { return true; }", "if (!isValid(name)) return;\nexec('x ' + name)", True),
            (
                "const isValid = (text) => /^[a-z]+$/.test(text);",
                "if (!isValid(name)) return;\nexec('x ' + name)",
                False,
            ),
            ("const isValid = (text) => known(text);", "if (!isValid(name)) return;\nexec('x ' + name)", False),
            (
                "function validate(text) { if (!text || typeof text !== 'string') throw new Error('none'); }",
                "validate(name);\nexec('x ' + name)",
                True,
            ),
            (
                "function validate(text) { if (!NAMES.includes(text)) throw new Error('none'); }",
                "validate(name);\nexec('x ' + name)",
                False,
            ),
            ("function sanitize(text) { return text.trim(); }", "exec('x ' + sanitize(name))", True),
            ("function sanitize(text) { return text.replace(/[^a-z]/g, ''); }", "exec('x ' + sanitize(name))", False),
            ("function sanitize(text) { return quote(text); }", "exec('x ' + sanitize(name))", False),
            ("const sanitize = (text) => text;", "exec('x ' + sanitize(name))", True),
        ],
    )
    def test_are_looked_into(self, function: str, body: str, expected: bool) -> None:
        assert ("command-injection" in rules(handler(body) + function, Confidence.HIGH)) is expected


class TestOtherOrigins:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("ipcMain.handle('x', (event, command) => exec('x ' + command))", ["command-injection"]),
            ("ipcMain.handle('x', (event, command) => exec('x ' + event))", []),
            ("zip.on('entry', (entry) => fs.createWriteStream(path.join('/srv', entry.path)))", ["path-traversal"]),
            ("for (const one of zip.getEntries()) fs.writeFileSync('/srv/' + one.entryName, '')", ["path-traversal"]),
            (
                "zip.on('entry', (entry) => { const to = path.join('/srv', entry.path); if (to.startsWith('/srv/')) fs.rm(to); })",
                [],
            ),
        ],
    )
    def test_are_known(self, text: str, expected: list[str]) -> None:
        start = 'import { exec } from "child_process";\nimport fs from "fs";\nimport path from "path";\n'
        assert rules(start + 'import { ipcMain } from "electron";\n' + text) == expected


class TestAcrossFunctions:
    def test_a_parameter_that_a_helper_uses(self) -> None:
        text = handler("run(name)") + "function run(text) { exec('x ' + text); }\n"
        found = [one for one in scan(text) if one.confidence is Confidence.HIGH]
        assert [(one.rule, one.line, one.way) for one in found] == [("flow/command-injection", 11, (8, 9))]
        assert "request.query.name (line 8, through line 9)" in found[0].message

    def test_what_a_helper_gives_back(self) -> None:
        text = handler("exec(made(name))") + "const made = (text) => `x ${text}`;\n"
        assert rules(text, Confidence.HIGH) == ["command-injection"]

    def test_a_helper_that_gives_back_something_else(self) -> None:
        text = handler("exec(made(name))") + "function made(text) { return text ? 'x' : 'y'; }\n"
        assert rules(text) == []

    def test_a_field_of_an_argument(self) -> None:
        text = handler("run({ title: name, other: 'x' })") + "function run({ title }) { exec('x ' + title); }\n"
        assert rules(text, Confidence.HIGH) == ["command-injection"]
        text = handler("run({ title: 'x', other: name })") + "function run(options) { exec('x ' + options.title); }\n"
        assert rules(text) == []

    def test_a_method_and_a_property(self) -> None:
        text = (
            'import { exec } from "child_process";\nclass Shop {\n  constructor(title) { this.title = title; }\n'
            "  open() { exec('x ' + this.title); }\n  serve(req, res) { this.run(req.query.a); }\n"
            "  run(text) { exec('y ' + text); }\n}\n"
        )
        assert [one.line for one in scan(text) if one.confidence is Confidence.HIGH] == [6]

    def test_a_function_that_only_this_file_calls_is_its_callers_business(self) -> None:
        text = 'import { exec } from "child_process";\nfunction run(x) { exec("a " + x); }\n'
        assert rules(text) == ["command-injection"]
        assert rules(text + "run('x');\n") == []
        assert rules(text + "run('x');\nmodule.exports = { run };\n") == ["command-injection"]

    @pytest.mark.parametrize(
        "text", ["function f(x) { f(x + 'y'); eval(x); }", "const a = (x) => b(x), b = (x) => { a(x); eval(x); };"]
    )
    def test_recursion_ends(self, text: str) -> None:
        assert rules(text) == ["code-injection"]


class TestWhoSends:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("app.post('/x', function (q, r) { eval(q.body.a); })", True),
            ("router.use('/x', (error, request_, response, next) => { eval(request_.query.a); })", True),
            ("app.post('/x', serve);\nfunction serve(question, answer) { eval(question.body.a); }", True),
            ("function serve(request) { eval(request.body.a); }", False),
            ("import express from 'express';\nfunction serve(request) { eval(request.body.a); }", True),
            ("export async function POST(r: Request) { const { a } = await r.json(); eval(a); }", True),
            ("export async function GET(r: Request, { params }) { eval(params.a); }", True),
            ("exports.handler = async (event) => { eval(event.queryStringParameters.a); }", True),
            ("export const handler = async (event: APIGatewayProxyEvent) => { eval(JSON.parse(event.body).a); }", True),
            ("router.get('/x', async (ctx) => { eval(ctx.request.body.a); })", True),
            ("app.get('/x', (c) => { eval(c.req.query('a')); })", True),
            ("server.route({ method: 'GET', handler: (request, h) => { eval(request.payload.a); } })", True),
            ("class A { @Get() find(@Query('a') a: string) { eval(a); } }", True),
            ("class A { @Get() find(@Param('a') a: number) { eval(a); } }", False),
            ("const resolvers = { Query: { find: (parent, args) => eval(args.a) } };", True),
            ("eval(location.hash.slice(1))", True),
            ("window.addEventListener('message', (event) => { eval(event.data); })", True),
            (
                "window.addEventListener('message', (e) => { if (e.origin !== 'https://a.example') return; eval(e.data); })",
                False,
            ),
            ("socket.on('message', (text) => { eval(text); })", True),
            ("const page = new URLSearchParams(window.location.search).get('page'); eval(page)", True),
            ("fetch('/x').then((r) => r.json()).then((d) => console.log(d))", False),
            ("cache.get('/x', (key) => { eval(key); })", False),
            ("'use server';\nexport async function save(form: FormData) { eval(form.get('a')); }", True),
            ("'use server';\nexport async function save(count: number) { eval(count); }", False),
            ("'use client';\nexport async function save(form: FormData) { eval(form.get('a')); }", False),
            ("function Page() { async function save(form) { 'use server'; eval(form.get('a')); } }", True),
            ("export default async function Page({ searchParams }) { eval((await searchParams).a); }", True),
            ("export default function Page({ children }) { eval(children); }", False),
        ],
    )
    def test_is_told_from_names_places_and_types(self, text: str, expected: bool) -> None:
        assert ("code-injection" in rules(text, Confidence.HIGH)) is expected


class TestAddresses:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("fetch(name)", ["ssrf"]),
            ("fetch(`http://${name}/x`)", ["ssrf"]),
            ("fetch(`https://a.example/${name}`)", []),
            ("fetch(API + '/x/' + name)", []),
            ("const to = new URL(name);\nif (to.hostname !== 'a.example') return;\nfetch(to)", []),
            ("if (!name.startsWith('https://a.example/')) return;\nfetch(name)", []),
            ("if (!name.startsWith('http')) return;\nfetch(name)", ["ssrf"]),
            ("res.redirect(name)", ["open-redirect"]),
            ("res.redirect('/users/' + name)", []),
            ("if (!name.startsWith('/')) return;\nres.redirect(name)", []),
        ],
    )
    def test_are_told_by_their_beginning(self, body: str, expected: list[str]) -> None:
        assert rules(handler(body)) == expected


class TestOddFiles:
    @pytest.mark.parametrize(
        "text",
        [
            "eval(",
            "eval(x",
            "function (",
            "eval(...)",
            "const { = req.query; eval(x)",
            "class { m( { eval(this. } }",
            "`${eval(`",
            "if (eval(x)",
            "for (const of eval(x)) {",
            "import from 'x'; eval(x)",
            "export default; eval(x)",
            "switch (eval(x)) {",
            "try { eval(x) }",
            "eval(x) = 1; [eval(x)] = [2]; ({ a: eval(x) } = 3)",
            "\ud800 eval(x)",
            "a?.[eval(x)]?.b; new eval; new (eval(x))(y)",
            "<div a={eval(x)} {...b}>{eval(y)}</div>",
        ],
    )
    @pytest.mark.parametrize("language", ["javascript", "typescript", "tsx"])
    def test_crash_nothing(self, text: str, language: str) -> None:
        scan(text, language)

    def test_what_is_broken_is_read_around(self) -> None:
        assert rules("const = ;\n" + handler("exec('x ' + name)") + "}}}} )(") == ["command-injection"]

    @pytest.mark.parametrize("text", ["eval(" + "[" * 3000 + "]" * 3000 + ")", "eval(q" + ".a()" * 3000 + ")"])
    def test_what_is_nested_too_deep_is_told(self, text: str) -> None:
        outcome = flow.scan(Source("a.js", text.encode(), text, "utf-8", "javascript"), SETTINGS)
        assert [gap.reason for gap in outcome.gaps] == ["too large, or nested too deep, to follow its values"]

    def test_what_takes_too_many_steps_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("aigate.scanners.flow.ecma.machine._MOST_STEPS", 10)
        text = handler("exec('x ' + name)")
        outcome = flow.scan(Source("a.js", text.encode(), text, "utf-8", "javascript"), SETTINGS)
        assert [gap.reason for gap in outcome.gaps] == ["following its values takes too many steps"]

    def test_a_file_without_any_watched_word_is_not_parsed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("aigate.scanners.flow.ecma.follow", lambda *_: pytest.fail("parsed"))
        assert not scan("const answer = 42;\n")


NAMES = st.sampled_from(["a", "b", "req", "res", "exec", "this", "req.query.x", "'text'", "7", "/^x$/", "null"])
EXPRESSIONS = st.recursive(
    NAMES,
    lambda inner: st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("{}.b".format, inner),
        st.builds("`x ${{{}}}`".format, inner),
        st.builds("eval({})".format, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
        st.builds("({} && {})".format, inner, inner),
        st.builds("[{}, ...{}]".format, inner, inner),
        st.builds("({{ a: {}, b }})".format, inner),
        st.builds("((a) => {})".format, inner),
        st.builds("a.map({})".format, inner),
        st.builds("b({}, {})".format, inner, inner),
        st.builds("(a = {})".format, inner),
        st.builds("NAMES.includes({})".format, inner),
    ),
    max_leaves=8,
)
STATEMENTS = st.recursive(
    st.one_of(
        st.builds("{};".format, EXPRESSIONS),
        st.builds("const {{ a, b = {} }} = {};".format, EXPRESSIONS, EXPRESSIONS),
        st.builds("return {};".format, EXPRESSIONS),
        st.just("break;"),
    ),
    lambda inner: st.one_of(
        st.builds("if ({}) {{ {} }} else {{ {} }}".format, EXPRESSIONS, inner, inner),
        st.builds("for (const b of {}) {{ {} }}".format, EXPRESSIONS, inner),
        st.builds("while ({}) {{ {} }}".format, EXPRESSIONS, inner),
        st.builds("try {{ {} }} catch (a) {{ {} }} finally {{ {} }}".format, inner, inner, inner),
        st.builds("switch ({}) {{ case 'x': {} default: {} }}".format, EXPRESSIONS, inner, inner),
        st.builds("function a(b, req, res) {{ {} }}".format, inner),
        st.builds("class b {{ a(b) {{ this.b = b; {} }} }}".format, inner),
        st.builds("{} {}".format, inner, inner),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(STATEMENTS)
def test_any_program_is_read_and_twice_the_same(text: str) -> None:
    assert scan(text) == scan(text)
