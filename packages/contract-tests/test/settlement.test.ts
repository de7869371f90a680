/** The memory provider's statement passes every law of pulling. */
import { SettlementContract } from "../src/index.ts"
import { settlement } from "./support/settlement.ts"

SettlementContract.suite("memory", settlement())
