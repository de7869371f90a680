/** A share of the ten thousand random schedules: an application without records over create. */
import { prove } from "./schedules/prove.ts"

prove("schedulesCreate")
