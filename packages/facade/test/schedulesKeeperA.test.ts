/** A share of the ten thousand random schedules: a holder of records over createOn. */
import { prove } from "./schedules/prove.ts"

prove("schedulesKeeperA")
