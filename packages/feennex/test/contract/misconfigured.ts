/** Options with which a Feennex shop cannot work. */
import type { Harness } from "@switchyard/contract-tests"
import * as Feennex from "@switchyard/feennex/Feennex"
import * as Redacted from "effect/Redacted"

/** Good options, each time with one that is wrong. */
export const misconfigured = (options: Feennex.Options): Harness.Service["misconfigured"] =>
  (
    [
      ["a host without https", { baseUrl: "http://core.feennex.com" }, ["baseUrl", "https"]],
      ["an empty secret", { secretKey: Redacted.make("") }, ["secretKey"]],
      [
        "reads every ten seconds",
        { baseUrl: "https://core.feennex.com", statusInterval: "10 seconds" },
        ["statusInterval", "60 seconds"]
      ]
    ] as const
  ).map(([what, wrong, messageContains]) => ({ what, build: Feennex.make({ ...options, ...wrong }), messageContains }))
