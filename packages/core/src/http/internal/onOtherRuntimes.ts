/** The transport on Bun, Deno, Workers and in browsers: the runtime's own `fetch`, whose connections are the runtime's. */
import type { Options } from "./connectionOptions.ts"
import type { OwnPools } from "./ownPool.ts"
import { platform } from "./platform.ts"

export { platform as defaultTransport } from "./platform.ts"

const names: ReadonlyArray<keyof Options> = ["ca", "cert", "key", "passphrase", "proxy", "connections"]

/** None: whatever is asked for is refused, because what is left out in silence would change who is trusted. */
export const ownPools: OwnPools = {
  issues: (options) =>
    names
      .filter((option) => options[option] !== undefined)
      .map((option) => ({ option, reason: "can be chosen on Node only" })),
  make: () => ({ transport: platform, close: () => Promise.resolve() })
}
