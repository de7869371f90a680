/** `npm run table`: writes the table of laws and wrong adapters into the README. */
import { write } from "./support/table.ts"

write()
