/** Threads that read workbooks need not compile their reader anew each time; see `internal/workbook/thread.ts`. */
import { enableCompileCache } from "node:module"
import { fileURLToPath } from "node:url"

enableCompileCache(fileURLToPath(new URL("../../../node_modules/.cache/node", import.meta.url)))
