/** Every contender by its name in the table. Each is imported by the process that runs it, and no other. */
import type { Make } from "./Contender.ts"

/** Loads what makes each contender. */
export const contenders = {
  undici: async () => (await import("./bare.ts")).bareUndici,
  fetch: async () => (await import("./bare.ts")).bareFetch,
  ky: async () => (await import("./bare.ts")).kyFetch,
  "ky over undici": async () => (await import("./bare.ts")).kyUndici,
  "ky over undici's fetch": async () => (await import("./bare.ts")).kyUndiciFetch,
  axios: async () => (await import("./bare.ts")).bareAxios,
  "stripe-node": async () => (await import("./stripe.ts")).stripe,
  "hyperswitch-prism": async () => (await import("./prism.ts")).prism,
  "feennex create, Effect": async () => (await import("./ours.ts")).feennexCreate,
  "feennex create, over ky": async () => (await import("./ours.ts")).feennexKy,
  "feennex create, over fetch": async () => (await import("./ours.ts")).feennexPlatform,
  "feennex get, Effect": async () => (await import("./ours.ts")).feennexGet,
  "p2p create, Effect": async () => (await import("./ours.ts")).p2pCreate,
  "feennex create, Promise": async () => (await import("./ours.ts")).feennexPromise,
  "p2p create, Promise": async () => (await import("./ours.ts")).p2pPromise
} as const satisfies Record<string, () => Promise<Make>>

/** The name of a contender. */
export type Name = keyof typeof contenders

/** Their names, in the order of the table. */
export const names = Object.keys(contenders) as ReadonlyArray<Name>

/** Those that are ours and that targets are set for. */
export const ours: ReadonlyArray<Name> = names.filter((name) => /, (?:Effect|Promise)$/.test(name))

/** A create over each transport, and what each is to be compared with. */
export const transports: ReadonlyArray<Name> = names.filter((name) => /undici|^ky$|^feennex create, [Eo]/.test(name))
