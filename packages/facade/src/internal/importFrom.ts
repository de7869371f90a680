/**
 * `import()` as if it stood in another file, so that packages are found where the application has installed them.
 * Node resolves an import relative to the file that makes it, and `import.meta.resolve` takes no other base.
 */
import { registerHooks } from "node:module"

/** Imports a module by name, found from the file at the URL `from`; from this package when it is left out. */
export const importFrom = async (name: string, from: string | undefined): Promise<unknown> => {
  if (from === undefined) return import(/* @vite-ignore */ name)
  const hooks = registerHooks({
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
