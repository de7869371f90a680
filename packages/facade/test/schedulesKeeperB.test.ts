/** A share of the random schedules: a holder of records over createOn. */
import { prove } from "./schedules/prove.ts"

prove("schedulesKeeperB")
