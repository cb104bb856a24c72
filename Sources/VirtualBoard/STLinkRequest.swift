// SPDX-License-Identifier: GPL-2.0-or-later

/// A request of ST's server protocol on TCP, as OpenOCD speaks it; numbers are little endian.
///
/// A request carries no length of its own: the first byte, and a transfer's header, tell it.
enum STLinkRequest: Hashable {
  case serverVersion
  case refresh
  case count
  case describe(index: UInt8)
  case open(deviceID: UInt32)
  case close(connectionID: UInt32)
  case transfer(Transfer)

  /// A probe's command, and what goes with it or is to come back.
  struct Transfer: Hashable {
    let connectionID: UInt32
    let command: [UInt8]
    /// What the host has sent along.
    let data: [UInt8]
    /// How many bytes the host waits for.
    let answerBytes: Int
  }

  /// What the bytes that have arrived so far begin with.
  enum Beginning: Hashable {
    case request(STLinkRequest, byteCount: Int)
    case incomplete
    /// No request begins like this, so nothing that follows can be understood.
    case broken
  }

  /// More than any host sends or asks for: the count of bytes in a command has 16 bits.
  static let dataLimit = 1 << 16
  private static let headerBytes = 32

  static func beginning(of bytes: ArraySlice<UInt8>) -> Beginning {
    guard let first = bytes.first else { return .incomplete }
    let count: Int
    switch first {
    case 0x00: count = 2
    case 0x01: count = 1
    case 0x06: count = 4
    case 0x02, 0x03, 0x04: count = 8
    case 0x05: return transfer(bytes)
    default: return .broken
    }
    guard bytes.count >= count else { return .incomplete }
    let start = bytes.startIndex
    let number: UInt32 = bytes.dropFirst(4).littleEndian()
    return switch first {
    case 0x00: .request(.refresh, byteCount: count)
    case 0x01: .request(.count, byteCount: count)
    case 0x02: .request(.describe(index: bytes[start + 1]), byteCount: count)
    case 0x03: .request(.open(deviceID: number), byteCount: count)
    case 0x04: .request(.close(connectionID: number), byteCount: count)
    default: .request(.serverVersion, byteCount: count)
    }
  }

  private static func transfer(_ bytes: ArraySlice<UInt8>) -> Beginning {
    guard bytes.count >= headerBytes else { return .incomplete }
    let header = Array(bytes.prefix(headerBytes))
    let length = Int(header[28...].littleEndian(as: UInt32.self))
    // 0 sends data, 1 reads an answer, 3 reads the trace.
    guard length <= dataLimit, [0, 1, 3].contains(header[24]) else { return .broken }
    let sends = header[24] == 0
    let count = headerBytes + (sends ? length : 0)
    guard bytes.count >= count else { return .incomplete }
    let transfer = Transfer(
      connectionID: header[4...].littleEndian(),
      command: header[24] == 3 ? [] : Array(header[8..<24]),
      data: sends ? Array(bytes.dropFirst(headerBytes).prefix(length)) : [],
      answerBytes: sends ? 0 : length)
    return .request(.transfer(transfer), byteCount: count)
  }
}
