/** Loaded before anything else by gateways that know the bank: a config names packages, and its adapter is a file of the soak. */
import { registerHooks } from "node:module"
import { packageName } from "./account.ts"

const file = new URL("./plugin.ts", import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) => next(specifier === packageName ? file : specifier, context)
})
