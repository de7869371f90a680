/**
 * `import()` as if it stood in another file, so that packages are found where the application has installed them.
 * A runtime resolves an import relative to the file that makes it, and `import.meta.resolve` takes no other base.
 */
import * as Module from "node:module"
import { resolveFrom } from "./resolveFrom.ts"

/** Imports a module by name, found from the file at the URL `from`; from this package when it is left out. */
export const importFrom = async (name: string, from: string | undefined): Promise<unknown> => {
  if (from === undefined) return import(/* @vite-ignore */ name)
  return isHookable ? importHooked(name, from) : import(/* @vite-ignore */ resolveFrom(name, from, conditions))
}

// Looked up and not imported by name: Node.js before 22.15 and Bun have no such export, and would not even load this file.
// Deno has it, but takes a bare name for a path as soon as it is given another base.
const { bun, deno } = process.versions
const isHookable = typeof Module.registerHooks === "function" && deno === undefined

const conditions = ["node", "import", ...(bun === undefined ? [] : ["bun"]), ...(deno === undefined ? [] : ["deno"])]

// The runtime's own way, with whatever conditions, loaders and layouts it is configured with.
const importHooked = async (name: string, from: string): Promise<unknown> => {
  const hooks = Module.registerHooks({
    // Only this very import: what the package imports itself keeps its own base.
    resolve: (specifier, context, next) =>
      specifier === name && context.parentURL === import.meta.url
        ? next(specifier, { ...context, parentURL: from })
        : next(specifier, context)
  })
  try {
    return await import(/* @vite-ignore */ name)
  } finally {
    hooks.deregister()
  }
}
