// aigate agent plugin, format 1; "aigate agent uninstall opencode" takes it away again.
// Tells aigate what opencode's tools are about to do and have done. Whatever goes wrong here never stops opencode:
// it is written to opencode's log.
import { spawn } from "node:child_process"

const COMMAND = "@COMMAND@"
const BEFORE = "@BEFORE@" // milliseconds
const AFTER = "@AFTER@"
const TOOLS = new Set(["write", "edit", "multiedit", "patch", "apply_patch", "bash"])

// What aigate says: { code, out, err }, with code null if it could not be asked or took too long.
const ask = (event, data, timeout) =>
  new Promise((done) => {
    let out = ""
    let err = ""
    const child = spawn(COMMAND[0], COMMAND.slice(1), { stdio: ["pipe", "pipe", "pipe"] })
    const timer = setTimeout(() => {
      child.kill("SIGKILL")
      done({ code: null, out: "", err: `no answer within ${timeout} ms` })
    }, timeout)
    const end = (answer) => {
      clearTimeout(timer)
      done(answer)
    }
    child.stdout.setEncoding("utf8").on("data", (text) => (out += text))
    child.stderr.setEncoding("utf8").on("data", (text) => (err += text))
    child.stdin.on("error", () => {})
    child.on("error", (error) => end({ code: null, out: "", err: String(error.message) }))
    child.on("close", (code) => end({ code, out: out.trim(), err: err.trim() }))
    child.stdin.end(JSON.stringify({ hook_event_name: event, ...data }))
  })

export const Aigate = async ({ client, directory }) => {
  const report = async (message) => {
    try {
      await client.app.log({ body: { service: "aigate", level: "error", message } })
    } catch {} // there is nobody left to tell
  }
  const safely = async (event, data, timeout) => {
    try {
      const answer = await ask(event, { ...data, cwd: directory }, timeout)
      const trouble = answer.err || (answer.code === 0 ? "" : `exit code ${answer.code}`)
      if (answer.code !== 2 && trouble) await report(`${event}: ${trouble}`)
      return answer
    } catch (error) {
      await report(`${event}: ${error}`)
      return { code: null, out: "", err: "" }
    }
  }
  return {
    "tool.execute.before": async (input, output) => {
      if (!TOOLS.has(input?.tool)) return
      const data = { tool_name: input.tool, tool_input: output?.args, session_id: input.sessionID, tool_use_id: input.callID }
      const answer = await safely("tool.execute.before", data, BEFORE)
      if (answer.code === 2) throw new Error(answer.err || "refused by aigate")
    },
    "tool.execute.after": async (input, output) => {
      if (!TOOLS.has(input?.tool)) return
      const data = { tool_name: input.tool, tool_input: input.args, session_id: input.sessionID, tool_use_id: input.callID }
      const answer = await safely("tool.execute.after", { ...data, metadata: output?.metadata }, AFTER)
      if (answer.code === 0 && answer.out && output) output.output = `${output.output ?? ""}\n\n${answer.out}`
    },
    event: async ({ event }) => {
      if (event?.type !== "session.idle") return
      await safely("session.idle", { session_id: event.properties?.sessionID }, AFTER)
    },
  }
}
