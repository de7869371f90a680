/** Options with which a merchant of the P2P platform cannot work. */
import type { Harness } from "@switchyard/contract-tests"
import * as P2p from "@switchyard/p2p/P2p"

const placeholders = ["standartSign", "{sign_key}", "{order_id}", "{merchant}", "{api_key}"]

/** Good options, each time with one that is wrong. */
export const misconfigured = (options: P2p.Options): Harness.Service["misconfigured"] =>
  (
    [
      ["a host without https", { baseUrl: "http://p2p.example.com" }, ["baseUrl", "https"]],
      ["an empty template", { standartSign: "" }, ["standartSign", "{sign_key}"]],
      ["a template without the key", { standartSign: "{order_id}" }, ["standartSign", "{sign_key}"]],
      ["a template with a name nobody knows", { standartSign: "{order_id}:{signKey}:{sign_key}" }, placeholders],
      ["a template with a brace that stays open", { standartSign: "{sign_key}:{order_id" }, placeholders],
      ["a template with a brace that was never open", { standartSign: "}{sign_key}" }, placeholders],
      ["a template with braces in braces", { standartSign: "{{sign_key}}" }, placeholders]
    ] as const
  ).map(([what, wrong, messageContains]) => ({ what, build: P2p.make({ ...options, ...wrong }), messageContains }))
