import { readFileSync } from "node:fs"
import { Answer, Switchyard } from "@switchyard/facade"

const config = JSON.parse(readFileSync("switchyard.json", "utf8"))

await using switchyard = await Switchyard.open(config, { env: process.env })

const request = {
  reference: "order-1001",
  amount: { value: "1500.00", currency: "RUB" },
  destination: { type: "card", number: "4111111111111111" },
  recipientEmail: "recipient@shop.example"
} as const

const answer = await switchyard.payouts.create(request)

switch (answer._tag) {
  case "accepted":
    console.log(answer.instance, answer.value.status)
    if (answer.value.account) console.log(`…${Answer.reveal(answer.value.account).slice(-4)}`)
    break
  case "unknown": // It may have been paid. Only look it up; never create it again.
    console.log(await switchyard.payouts.lookUp(answer, { request }))
    break
  case "rejected":
  case "not_executed":
    console.log("nothing was done:", answer.reason, answer.attempts)
    break
  case "invalid":
    console.log(answer.issues)
}
