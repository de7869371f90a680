/** A share of the random schedules: an application without records over create. */
import { prove } from "./schedules/prove.ts"

prove("schedulesCreate")
