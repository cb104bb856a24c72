// SPDX-License-Identifier: GPL-2.0-or-later

/// What a bad serial line does to bytes in both directions, by seeded chance.
struct LineNoise {
  /// A direction, as the board sees it.
  enum Direction: Int {
    case toBoard, toHost
  }

  /// Bytes on their way, in order; none passes one that is held back.
  private struct Way {
    var bytes: [UInt8] = []
    /// Bytes from this place on are held back until `heldUntil`.
    var freeCount = 0
    var heldUntil: ContinuousClock.Instant?
  }

  private let flipRate: Double
  private let dropRate: Double
  private let doubleRate: Double
  private let delayRate: Double
  /// Bytes, both directions together, after which the line is dead.
  private let cutAt: UInt64?
  private var source: NoiseSource
  private var ways = [Way(), Way()]
  private var passed: UInt64 = 0

  /// The most that a byte is held back.
  private static let longestDelayMilliseconds = 20

  init(_ faults: [FaultMode]) {
    var (flip, drop, double, delay, seed) = (0.0, 0.0, 0.0, 0.0, UInt64(1))
    var cut: UInt64?
    for fault in faults {
      switch fault {
      case .lineFlip(let rate): flip = rate
      case .lineDrop(let rate): drop = rate
      case .lineDouble(let rate): double = rate
      case .lineDelay(let rate): delay = rate
      case .lineSeed(let number): seed = number
      case .cutAtBytes(let count): cut = count
      default: break
      }
    }
    (flipRate, dropRate, doubleRate, delayRate) = (flip, drop, double, delay)
    cutAt = cut
    source = NoiseSource(seed: seed)
  }

  /// Puts bytes on the line.
  mutating func send(_ bytes: some Collection<UInt8>, _ direction: Direction) {
    var way = ways[direction.rawValue]
    ways[direction.rawValue] = Way()
    for byte in bytes {
      passed += 1
      if let cutAt, passed > cutAt { break }
      send(byte, on: &way)
    }
    ways[direction.rawValue] = way
  }

  private mutating func send(_ byte: UInt8, on way: inout Way) {
    if strikes(dropRate) { return }
    if strikes(delayRate), way.heldUntil == nil {
      way.freeCount = way.bytes.count
      way.heldUntil = .now + .milliseconds(1 + source.number(below: Self.longestDelayMilliseconds))
    }
    way.bytes.append(strikes(flipRate) ? byte ^ 1 << UInt8(source.number(below: 8)) : byte)
    if strikes(doubleRate) { way.bytes.append(byte) }
  }

  /// What has come through, at most `limit` bytes; they stay on the line until ``take(_:_:)``.
  mutating func arrived(_ limit: Int, _ direction: Direction) -> ArraySlice<UInt8> {
    if let until = ways[direction.rawValue].heldUntil, until <= .now {
      ways[direction.rawValue].heldUntil = nil
    }
    let way = ways[direction.rawValue]
    let count = way.heldUntil == nil ? way.bytes.count : way.freeCount
    return way.bytes.prefix(min(limit, count))
  }

  /// Takes the first `count` bytes that have come through off the line.
  mutating func take(_ count: Int, _ direction: Direction) {
    ways[direction.rawValue].bytes.removeFirst(count)
    ways[direction.rawValue].freeCount -= min(count, ways[direction.rawValue].freeCount)
  }

  /// Bytes on the line, those that are held back included.
  func pendingCount(_ direction: Direction) -> Int { ways[direction.rawValue].bytes.count }

  private mutating func strikes(_ rate: Double) -> Bool {
    rate > 0 && source.fraction() < rate
  }
}
