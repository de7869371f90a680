/** Days of the calendar, without a clock and without a time zone. */

const lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** Whether a text is a day that exists, written as `2001-12-31`. */
export const isCalendarDate = (text: string): boolean => {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined) return false
  const length = lengths[month - 1]
  return length !== undefined && day >= 1 && day <= length && (month !== 2 || day < 29 || isLeap(year))
}
