/** Wrong adapters that write what they were given in another way than they got it. */
import * as Json from "@switchyard/core/Json"
import { keyHeader } from "../support/signature.ts"
import { textsOf } from "../support/texts.ts"
import { on, onCreate, resigned, type Wrong, withKey } from "./wrong.ts"

const onBody = (change: (body: string) => string) =>
  onCreate((_, request, exchange, deadline) => exchange(resigned(request, change), deadline))

export const texts: ReadonlyArray<Wrong> = [
  {
    name: "writes-names-in-latin",
    mistake: "writes what it sends in ISO 8859-1, which has no letters for most names",
    kind: "payouts",
    breaks: ["asked/texts", "destination/letters"],
    parts: () => ({ exchange: onBody((body) => body.replace(/[^ -ÿ]/g, "?")) })
  },
  {
    name: "takes-a-card-for-a-number",
    mistake: "makes a number of a card, which can have more digits than one",
    kind: "payouts",
    breaks: ["destination/digits"],
    parts: () => ({
      exchange: onBody((body) => body.replace(/"destination":"(\d+)"/, (_, card) => `"destination":"${Number(card)}"`))
    })
  },
  {
    name: "writes-texts-as-they-are",
    mistake: "puts its body together of texts, and escapes none of them",
    kind: "payments",
    breaks: ["asked/texts"],
    parts: () => ({
      exchange: onBody((body) => {
        const { description = "" } = textsOf(body)
        return body.replace(Json.stringify(description), () => `"${description}"`)
      })
    })
  },
  {
    name: "sends-everybody-to-the-other-page",
    mistake: "has the two addresses of the shop the wrong way round",
    kind: "payments",
    breaks: ["asked/payment-members", "asked/return-pages"],
    parts: () => ({
      exchange: onBody((body) =>
        body.replace("success_url", "other_url").replace("failed_url", "success_url").replace("other_url", "failed_url")
      )
    })
  },
  {
    name: "puts-an-id-into-a-path",
    mistake: "puts the provider's id into the path of a read as it is",
    kind: "payouts",
    breaks: ["identity/odd-provider-ids"],
    parts: () => ({
      exchange: on(["/payouts/get"])((_, request, exchange, deadline) =>
        exchange(
          resigned(request, (body) =>
            body.replace(
              /"id":"([^"]*)"/,
              (_, id) => `"id":"${new URL(id, "http://memory.invalid/").pathname.slice(1)}"`
            )
          ),
          deadline
        )
      )
    })
  },
  {
    name: "makes-keys-of-small-letters",
    mistake: "makes the key of the reference in small letters",
    kind: "payouts",
    breaks: ["identity/two-operations"],
    parts: () => ({
      exchange: onCreate((_, request, exchange, deadline) =>
        exchange(withKey(request, (request.headers[keyHeader] ?? "").toLowerCase()), deadline)
      )
    })
  }
]
