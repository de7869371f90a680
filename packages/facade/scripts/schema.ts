/** Writes the JSON Schema of the config file, which is shipped with the package: `npm run schema`. */
import { writeFileSync } from "node:fs"
import { toJsonSchema } from "@switchyard/facade/Config"

const target = new URL("../switchyard.schema.json", import.meta.url)
writeFileSync(target, `${JSON.stringify(toJsonSchema(), null, 2)}\n`)
