/** An editor as far as a test needs one: the compiler's language server, asked what it shows where the pointer rests. */
import { spawn } from "node:child_process"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"

const repository = fileURLToPath(new URL("../../../../", import.meta.url))
const compiler = join(dirname(fileURLToPath(import.meta.resolve("typescript/package.json"))), "bin/tsc")

interface Message {
  readonly id?: number
  readonly method?: string
  readonly result?: { readonly contents?: { readonly value: string } } | null
}

// What the server asks of its editor is answered with nothing, as one without settings does.
const speak = () => {
  const server = spawn(process.execPath, [compiler, "--lsp", "--stdio"], { stdio: ["pipe", "pipe", "ignore"] })
  const waiting = new Map<number, (message: Message) => void>()
  let text = Buffer.alloc(0)
  let asked = 0
  const send = (message: object) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message })
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }
  const take = (message: Message) => {
    if (message.id === undefined) return
    if (message.method !== undefined) return send({ id: message.id, result: null })
    waiting.get(message.id)?.(message)
  }
  server.stdout.on("data", (chunk: Buffer) => {
    text = Buffer.concat([text, chunk])
    for (;;) {
      const end = text.indexOf("\r\n\r\n")
      const length = Number(
        /Content-Length: (\d+)/i.exec(text.subarray(0, Math.max(end, 0)).toString())?.[1] ?? Number.NaN
      )
      if (end < 0 || !(text.length >= end + 4 + length)) return
      take(JSON.parse(text.subarray(end + 4, end + 4 + length).toString()))
      text = text.subarray(end + 4 + length)
    }
  })
  return {
    notify: (method: string, params: object) => send({ method, params }),
    request: (method: string, params: object) =>
      new Promise<Message>((resolve) => {
        asked += 1
        waiting.set(asked, resolve)
        send({ id: asked, method, params })
      }),
    end: () => server.kill()
  }
}

/** What an editor shows for the last word of each of these lines, in a file of this package that begins so. */
export const hoversOf = async (head: string, lines: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
  const { end, notify, request } = speak()
  try {
    const capabilities = { textDocument: { hover: { contentFormat: ["markdown"] } } }
    await request("initialize", { processId: process.pid, rootUri: pathToFileURL(repository).href, capabilities })
    notify("initialized", {})
    const uri = pathToFileURL(join(repository, "packages/facade/typetest/shown.ts")).href
    const text = `${head}\n${lines.join("\n")}\n`
    notify("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text } })
    const first = head.split("\n").length
    const answers: Array<string> = []
    for (const [index, line] of lines.entries()) {
      const position = { line: first + index, character: line.length - 1 }
      const { result } = await request("textDocument/hover", { textDocument: { uri }, position })
      answers.push(result?.contents?.value ?? "")
    }
    return answers
  } finally {
    end()
  }
}
