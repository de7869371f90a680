/** Loaded before a program, it prints every module of the simulators that the program loads. */
import { registerHooks } from "node:module"

registerHooks({
  load: (url, context, next) => {
    if (/\/(?:packages|@switchyard)\/sandbox\//.test(url)) console.log(`a simulator is loaded: ${url}`)
    return next(url, context)
  }
})
