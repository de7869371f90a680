/**
 * The answer of /h2h_data: the document's example has the form in the usual envelope, its list of attributes without one. The
 * second is put into an envelope here, so that both are read, and checked, in one way.
 */
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import * as Wire from "@switchyard/core/Wire"
import * as Result from "effect/Result"

/** The answer with an envelope around it, where it is a form without one; any other, and no answer at all, stays as it is. */
export const enveloped = (answer: Http.Answer | Http.MaybeSent): Http.Answer | Http.MaybeSent => {
  if (!(answer instanceof Http.Answer)) return answer
  const { form_token, payform_url, ...more } = Wire.members(Result.getOrUndefined(Json.parse(answer.text)))
  const isBare = Wire.isGiven(form_token) && Wire.isGiven(payform_url) && !("result" in more) && !("error_code" in more)
  return isBare
    ? new Http.Answer(answer.status, answer.headers, `{"result":true,"error_code":0,"data":${answer.text}}`)
    : answer
}
