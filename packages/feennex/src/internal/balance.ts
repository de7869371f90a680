/** From /shop_balance to balances. An amount that cannot be read exactly is left out; a currency we do not know, too. */
import type { Balance } from "@switchyard/core/Balance"
import { compact } from "@switchyard/core/Optional"
import * as Wire from "@switchyard/core/Wire"
import type { ShopBalance } from "../FeennexSchema.ts"

/** The balances that can be read. */
export const toBalances = (data: typeof ShopBalance.Type): ReadonlyArray<Balance> =>
  data.balances.flatMap((entry) => {
    const wire = Wire.reader()
    const unit = Wire.currencyByNumber(entry.currency)
    const available = wire.money("available", entry.available, unit)
    return available === undefined
      ? []
      : [
          compact({
            available,
            frozen: wire.money("frozen", entry.frozen, unit),
            hold: wire.money("hold", entry.hold, unit),
            reserve: wire.money("rolling_reserve", entry.rolling_reserve, unit)
          })
        ]
  })
