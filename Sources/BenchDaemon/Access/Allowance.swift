import Synchronization

/// So much of something that all requests share: bytes on their way in, event streams.
final class Allowance: Sendable {
  let limit: Int
  private let taken = Atomic<Int>(0)

  init(limit: Int) { self.limit = limit }

  var used: Int { taken.load(ordering: .relaxed) }

  /// Takes `amount` until the share is let go of.
  ///
  /// - Returns: `nil` when that much is not left.
  func share(of amount: Int) -> Share? {
    var before = taken.load(ordering: .relaxed)
    while amount <= limit - before {
      let attempt = taken.weakCompareExchange(
        expected: before, desired: before + amount, ordering: .relaxed)
      if attempt.exchanged { return Share(amount: amount, of: self) }
      before = attempt.original
    }
    return nil
  }

  /// A part that someone has; it goes back when the last reference to it does.
  final class Share: Sendable {
    private let amount: Int
    private let allowance: Allowance

    init(amount: Int, of allowance: Allowance) {
      self.amount = amount
      self.allowance = allowance
    }

    deinit { allowance.taken.subtract(amount, ordering: .relaxed) }
  }
}
