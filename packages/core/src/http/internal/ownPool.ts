/** How a runtime makes connections of one's own, and what it has against options for them. */
import type { Issue, Options } from "./connectionOptions.ts"
import type { TransportFunction } from "./permit.ts"

/** A transport, and what breaks its connections. */
export interface Owned {
  readonly transport: TransportFunction
  readonly close: () => Promise<void>
}

/** The maker of a runtime. */
export interface OwnPools {
  readonly issues: (options: Options) => ReadonlyArray<Issue>
  /** Only of options without issues. */
  readonly make: (options: Options) => Owned
}
