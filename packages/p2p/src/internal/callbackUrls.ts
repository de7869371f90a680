/** The two addresses the platform calls, by the gateway's pattern `<callbackBaseUrl>/callbacks/<instance>/…`. */

/** Where the platform says that a payout was confirmed or canceled; either address may bring any status. */
export const callbackUrls = (callbackBaseUrl: string, instance: string) => {
  const base = `${callbackBaseUrl.replace(/\/+$/, "")}/callbacks/${encodeURIComponent(instance)}/payouts`
  return { success: `${base}/success`, error: `${base}/error` }
}
