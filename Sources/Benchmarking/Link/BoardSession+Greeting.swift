import WireRecords

/// What a board that runs some firmware of ours says of itself.
struct Greeting: Hashable, Sendable {
  let board: String
  /// 32 hexadecimal digits.
  let buildID: String
  /// 24 hexadecimal digits.
  let uniqueID: String
  let protocolVersion: Int
}

extension BoardSession {
  /// Asks the board what it is, whatever firmware it runs.
  func greet(nonce: UInt32) async throws -> Greeting {
    let reply = try await hello(nonce: nonce)
    return Greeting(
      board: reply.board, buildID: reply.buildID.hexadecimal,
      uniqueID: reply.uniqueID.hexadecimal, protocolVersion: Int(reply.protocolVersion))
  }

  /// Resets a board that has answered a greeting, and waits until its firmware has started again.
  func reset(within limit: Duration) async throws {
    isOpen = false
    let hasStarted = try await request(Reset()) { record, sequence -> Bool? in
      switch record {
      case .ack(let ack) where ack.command == Reset.code && ack.sequence == sequence: false
      // The acknowledgement was lost, the reset was not.
      case .boot: true
      default: nil
      }
    }
    if hasStarted { return }
    // At a slower speed than the first its boot record may be unreadable; the next hello finds it.
    guard speed == 0 else { return }
    let deadline = clock.now.advanced(by: limit)
    while true {
      switch try await next(byteLimit: limit, until: deadline) {
      case .record(.boot): return
      case .record: continue
      case .silent, .expired: throw failure(.silent(after: limit))
      }
    }
  }
}

extension [UInt8] {
  /// Two hexadecimal digits a byte.
  var hexadecimal: String {
    map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
