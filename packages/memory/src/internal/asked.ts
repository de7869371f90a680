/** What is asked of a payout beside how much and where to, as it goes over the wire: nothing of it is left out. */
import type { OperationContext } from "@switchyard/core/OperationContext"
import type { Address, Recipient } from "@switchyard/core/Recipient"
import * as Redacted from "effect/Redacted"

/** The sub-account in whose name a call is made, which every call about an operation names. */
export const contextFields = (context: OperationContext | undefined) => ({ sub_account: context?.subAccount })

const plain = (value: Redacted.Redacted<string> | undefined) => value && Redacted.value(value)

const addressFields = ({ city, line1, line2, postalCode, region }: Address) => ({
  line1: plain(line1),
  line2: plain(line2),
  city: plain(city),
  region: plain(region),
  postal_code: plain(postalCode)
})

/** The recipient; the e-mail address has a place of its own on the wire. */
export const recipientFields = (recipient: Recipient | undefined) => ({
  recipient: recipient && {
    type: recipient.type,
    name: plain(recipient.name),
    given_name: plain(recipient.givenName),
    family_name: plain(recipient.familyName),
    birth_date: plain(recipient.birthDate),
    country: recipient.country,
    phone: plain(recipient.phone),
    address: recipient.address && addressFields(recipient.address)
  }
})
