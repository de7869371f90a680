import { Switchyard } from "@switchyard/facade"

export const payOnce = async (config: unknown) => {
  await using switchyard = await Switchyard.open(config, { env: process.env })
  // Never rejects: the answer is a discriminated union, and unknown is one of its members.
  return await switchyard.payouts.create({
    reference: "payout-2002",
    amount: { value: "1500.00", currency: "RUB" },
    destination: { type: "card", number: "4111111111111111" },
    recipientEmail: "recipient@shop.example"
  })
}
