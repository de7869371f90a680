/** ISO 13616 check of an IBAN: shape, length and the remainder of 97. It does not know which banks exist. */
export const isIban = (text: string): boolean => {
  // Check digits are 02 to 98: 00, 01 and 99 can leave the right remainder too, and nobody issues them.
  if (!/^[A-Z]{2}(?!00|01|99)\d{2}[A-Z0-9]{11,30}$/.test(text)) return false
  let remainder = 0
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1
}
