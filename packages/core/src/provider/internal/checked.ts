/**
 * Remembers of each operation that core has built the one that takes its input as it is: for those who have checked it by
 * the operation's own schema. By the function and not by the service, so that whoever puts another in its place is not
 * passed by.
 */
const unchecked = new WeakMap<object, object>()

/** Remembers `trusting` beside `checking`, which it returns. */
export const mark = <F extends object>(checking: F, trusting: F): F => {
  unchecked.set(checking, trusting)
  return checking
}

/** Whether something was remembered beside an operation. */
export const isMarked = (operation: object): boolean => unchecked.has(operation)

/** The value remembered beside an operation; of any other, itself. */
export const find = <F extends object>(operation: F): F =>
  // What is remembered has the type of what it stands beside: `mark` is the only way in.
  (unchecked.get(operation) as F | undefined) ?? operation
