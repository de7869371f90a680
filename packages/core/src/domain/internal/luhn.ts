/** The check digit of a card number (ISO/IEC 7812-1, annex B): finds a mistyped digit, and knows no bank. */
export const hasCheckDigit = (digits: string): boolean => {
  let sum = 0
  let isDoubled = false
  for (const character of [...digits].reverse()) {
    const digit = Number(character) * (isDoubled ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
    isDoubled = !isDoubled
  }
  return sum % 10 === 0
}
