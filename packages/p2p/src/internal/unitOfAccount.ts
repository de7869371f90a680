/**
 * The platform's unit of account: the merchant's balance and what a payout costs are in USDT ("USDT amount debited from
 * merchant balance", "Response Parameters" of create_pay_out), printed with four decimal places.
 */
export const unitOfAccount = "USDT"
