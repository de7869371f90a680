import type { Answer, Client, ClientRecords } from "@switchyard/facade"

export const settle = async (
  { payouts }: Client.Client,
  instance: string,
  request: Client.PayoutInput,
  record: ClientRecords.RecordInput,
  write: (next: Answer.RecordJson) => Promise<void>
) => {
  const answer = await payouts.replayOn(instance, request, record, { beforeReplay: write })
  switch (answer._tag) {
    case "accepted": // At whatever moment: its status is read before it is believed.
      return payouts.lookUp({ instance, ...answer.value }, { request })
    case "refused":
      return "it was refused then, and is over there"
    default:
      return "as unknown as before"
  }
}
