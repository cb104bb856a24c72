// SPDX-License-Identifier: GPL-2.0-or-later

/// A command of the J-Link protocol, as libjaylink sends it over TCP: each behind a byte 0x07.
///
/// Numbers and lengths are as libjaylink 0.3 has them (`transport_tcp.c`, `device.c`, `swd.c`).
enum JLinkRequest: Hashable {
  case firmwareVersion
  case capabilities
  case hardwareStatus
  /// An interface by its number, or 0xFF for which there are.
  case selectInterface(UInt8)
  case setSpeed
  /// Pulls the target's reset line low, or lets it go; the other lines are JTAG's.
  case reset(isLow: Bool)
  case testReset
  case serialWire(count: Int, directions: [UInt8], out: [UInt8])

  /// What the beginning of what a host has sent is.
  enum Beginning: Hashable {
    case request(JLinkRequest, byteCount: Int)
    case incomplete
    /// Nobody knows what comes next.
    case broken
  }

  private static let prefix: UInt8 = 0x07

  static func beginning(of bytes: ArraySlice<UInt8>) -> Beginning {
    guard let first = bytes.first else { return .incomplete }
    guard first == prefix else { return .broken }
    let rest = bytes.dropFirst()
    guard let command = rest.first else { return .incomplete }
    let operands = rest.dropFirst()
    switch command {
    case 0x01: return .request(.firmwareVersion, byteCount: 2)
    case 0x05: return operands.count < 2 ? .incomplete : .request(.setSpeed, byteCount: 4)
    case 0x07: return .request(.hardwareStatus, byteCount: 2)
    case 0xC7:
      return operands.first.map { .request(.selectInterface($0), byteCount: 3) } ?? .incomplete
    case 0xCF: return serialWire(operands)
    case 0xDC: return .request(.reset(isLow: true), byteCount: 2)
    case 0xDD: return .request(.reset(isLow: false), byteCount: 2)
    case 0xDE, 0xDF: return .request(.testReset, byteCount: 2)
    case 0xE8: return .request(.capabilities, byteCount: 2)
    default: return .broken
    }
  }

  /// A byte of no meaning, the number of bits, their directions, the bits.
  private static func serialWire(_ operands: ArraySlice<UInt8>) -> Beginning {
    guard operands.count >= 3 else { return .incomplete }
    let count = Int(operands.dropFirst().littleEndian(as: UInt16.self))
    let bytes = (count + 7) / 8
    let data = operands.dropFirst(3)
    guard data.count >= 2 * bytes else { return .incomplete }
    return .request(
      .serialWire(
        count: count, directions: Array(data.prefix(bytes)),
        out: Array(data.dropFirst(bytes).prefix(bytes))),
      byteCount: 5 + 2 * bytes)
  }
}
