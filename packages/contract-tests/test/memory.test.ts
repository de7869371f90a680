/** The memory provider, whole, passes every law. */
import { PaymentContract, PayoutContract } from "../src/index.ts"
import * as Memory from "./support/memory.ts"

PayoutContract.suite("memory", Memory.payouts())
PaymentContract.suite("memory", Memory.payments())
