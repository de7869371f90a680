/**
 * The programs that a newcomer writes in the empty project: a program that imports every module, one in plain JavaScript on the
 * facade's promises, and the examples of the READMEs with the few lines that start them.
 */
import type { PublicModule } from "../publicModules.ts"
import type { Urls } from "./project.ts"

/** Compiler options as strict as they come; the declarations of the packages are checked too. */
export const tsconfig = JSON.stringify({
  compilerOptions: {
    module: "nodenext",
    target: "es2024",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    types: ["node"],
    outDir: "build"
  },
  include: ["*.ts"]
})

/** Imports every module of the packages and prints their number. */
export const everyModule = (modules: ReadonlyArray<PublicModule>): string => `
${modules.map(({ specifier }, index) => `import * as module${index} from "${specifier}"`).join("\n")}
console.log([${modules.map((_, index) => `module${index}`).join(", ")}].length)
`

/** Sends one request over whatever the runtime has, and prints what came of it and how often it arrived. */
export const sending = `
import { createServer } from "node:http"
import * as Http from "@switchyard/core/Http"
import * as Effect from "effect/Effect"

let arrived = 0
const server = createServer((request, response) => {
  arrived += 1
  request.resume().on("end", () => response.end("{}"))
})
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
const client = Http.make({ baseUrl: \`http://127.0.0.1:\${server.address().port}\` })
const outcome = await Effect.runPromise(client.send({ method: "POST", path: "/pay", body: "amount=1" }))
console.log(outcome._tag, outcome.status, arrived)
process.exit()
`

/** A payout through each provider by a config, in plain JavaScript: created, then looked up. */
export const promises = (urls: Urls): string => `
import { Switchyard } from "@switchyard/facade"

const config = {
  providers: {
    feennex: {
      use: "@switchyard/feennex",
      options: {
        baseUrl: "${urls.feennex}",
        shopId: 112,
        shopCurrency: "USD",
        secretKey: { $env: "FEENNEX_SECRET_KEY" },
        payways: { payouts: { card: { RUB: "card_rub" } } }
      }
    },
    p2p: {
      use: "@switchyard/p2p",
      options: {
        baseUrl: "${urls.p2p}",
        merchant: "sandbox",
        apiKey: { $env: "P2P_API_KEY" },
        signKey: { $env: "P2P_SIGN_KEY" },
        callbackBaseUrl: "http://127.0.0.1:9"
      }
    }
  },
  routes: { payouts: [{ try: ["p2p", "feennex"] }] }
}
const env = { FEENNEX_SECRET_KEY: "sandbox_secret", P2P_API_KEY: "sandbox_api_key", P2P_SIGN_KEY: "sandbox_sign_key" }
const switchyard = await Switchyard.open(config, { env })

for (const provider of ["p2p", "feennex"]) {
  const answer = await switchyard.payouts.create({
    reference: \`plain-\${provider}\`,
    amount: { value: "1500.00", currency: "RUB" },
    destination: { type: "card", number: "4276550018273642" },
    recipientEmail: "recipient@shop.example",
    provider
  })
  console.log(answer.instance, answer._tag)
}
await switchyard.close()
`

/** A plugin under another name, exported as a package of ES modules does. */
export const pluginPackage = (name: string): Readonly<Record<"package.json" | "index.js", string>> => ({
  "package.json": JSON.stringify({ name, type: "module", exports: { import: "./index.js" } }),
  "index.js": 'export { plugin } from "@switchyard/p2p"'
})

/** Opens a config whose package is installed beside this file alone, and prints what is wrong with one that is nowhere. */
export const loading = (name: string): string => `
import { Switchyard } from "@switchyard/facade"

const options = {
  baseUrl: "http://127.0.0.1:9",
  merchant: "sandbox",
  apiKey: "a",
  signKey: "s",
  callbackBaseUrl: "http://127.0.0.1:9"
}
const how = { from: import.meta.url }
const config = (use) => ({ providers: { p2p: { use, options } }, routes: { payouts: [{ try: ["p2p"] }] } })
const switchyard = await Switchyard.open(config("${name}"), how)
await switchyard.close()
console.log("loaded")
await Switchyard.open(config("${name}-gone"), how).catch(({ problems }) => console.log(problems[0].reason))
await Switchyard.open(config("${name}-gone")).catch(({ problems }) => console.log(problems[0].reason))
`

/** Starts the example of the root README against a simulator. */
export const start = (url: string): string => `
import { Effect } from "effect"
import { feennex, pay } from "./root1.js"

console.log(await Effect.runPromise(Effect.provide(pay, feennex("${url}", "sandbox_secret"))))
`

/** Reads the register of the after-payment document's example in a text format and in both of spreadsheets. */
export const registers = `
import * as Spreadsheet from "@e965/xlsx"
import { Feennex } from "@switchyard/feennex"
import { Effect, Redacted, Stream } from "effect"

const rows = [
  ["Creation date", "Operation ID", "Shop ID", "Credited to the shop", "Debited from the shop", "Currency",
    "Operation type", "Invoice amount", "Invoice currency", "Payer amount", "Payer currency", "Order number", "Fee"],
  ["2024-04-19 17:07:43", "50000000", "1234", "282,94", "", "840", "Payments", "301", "840", "", "", "order-1", "18,06"]
]
const sheet = (bookType) => {
  const book = Spreadsheet.utils.book_new()
  Spreadsheet.utils.book_append_sheet(book, Spreadsheet.utils.aoa_to_sheet(rows), "Register")
  return new Uint8Array(Spreadsheet.write(book, { bookType, type: "buffer" }))
}
const csv = new TextEncoder().encode(rows.map((row) => row.join(";")).join("\\n"))

const secretKey = Redacted.make("k")
const options = { baseUrl: "https://shop.example", shopId: 1234, shopCurrency: "USD", secretKey, payways: {} }
for (const file of [csv, sheet("xlsx"), sheet("biff8")]) {
  const read = Effect.flatMap(Feennex.make(options), (shop) => shop.registers.read(file))
  const entries = await Effect.runPromise(Effect.flatMap(read, Stream.runCollect))
  console.log(entries.map(({ of }) => of.reference).join())
}
`
