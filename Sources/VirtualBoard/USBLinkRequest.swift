// SPDX-License-Identifier: GPL-2.0-or-later

/// A transfer to a virtual USB device over TCP; numbers are little-endian.
///
/// A header of 20 bytes: tag (4), kind (1), endpoint (1), nothing (2), length (4), setup packet (8);
/// then the bytes to the device. The answer is tag (4), status (4), length (4) and the bytes from it.
/// A device greets with `MUSB`, version (2), vendor (2), product (2), the serial's length (2) and the
/// serial.
struct USBLinkRequest: Hashable {
  enum Kind: UInt8, Hashable {
    /// A request of the control endpoint without data to the device.
    case control = 1
    /// `length` bytes to a bulk endpoint.
    case output = 2
    /// At most `length` bytes from a bulk endpoint; answered when there are some.
    case input = 3
    /// Makes a halted endpoint ready.
    case clearHalt = 4
    /// Gives up the input with this tag, which is not answered any more. No answer.
    case forget = 5
  }

  /// What the bytes that have arrived so far begin with.
  enum Beginning: Hashable {
    case request(USBLinkRequest, byteCount: Int)
    case incomplete
    /// No request begins like this, so nothing that follows can be understood.
    case broken
  }

  let tag: UInt32
  let kind: Kind
  let endpoint: UInt8
  /// How many bytes the host waits for.
  let inputBytes: Int
  let setup: [UInt8]
  let data: [UInt8]

  static let headerBytes = 20
  /// More than a host asks for at a time.
  static let dataLimit = 1 << 20

  static func beginning(of bytes: ArraySlice<UInt8>) -> Beginning {
    guard bytes.count >= headerBytes else { return .incomplete }
    let header = Array(bytes.prefix(headerBytes))
    let length = Int(header[8...].littleEndian(as: UInt32.self))
    guard let kind = Kind(rawValue: header[4]), length <= dataLimit else { return .broken }
    let dataBytes = kind == .output ? length : 0
    guard bytes.count >= headerBytes + dataBytes else { return .incomplete }
    return .request(
      USBLinkRequest(
        tag: header.littleEndian(), kind: kind, endpoint: header[5],
        inputBytes: kind == .input ? length : 0, setup: Array(header[12...]),
        data: Array(bytes.dropFirst(headerBytes).prefix(dataBytes))),
      byteCount: headerBytes + dataBytes)
  }

  /// The first bytes of a device.
  static func greeting(vendorID: UInt16, productID: UInt16, serial: String) -> [UInt8] {
    let text = Array(serial.utf8)
    return Array("MUSB".utf8) + UInt16(1).littleEndianBytes + vendorID.littleEndianBytes
      + productID.littleEndianBytes + UInt16(text.count).littleEndianBytes + text
  }

  /// The answer to the request with `tag`, or `nil` while there is none.
  static func answer(_ tag: UInt32, _ outcome: PicoBootEngine.Outcome) -> [UInt8]? {
    let (status, bytes): (UInt32, [UInt8])
    switch outcome {
    case .done(let data): (status, bytes) = (0, data)
    case .stalled: (status, bytes) = (1, [])
    case .waiting: return nil
    }
    return tag.littleEndianBytes + status.littleEndianBytes
      + UInt32(bytes.count).littleEndianBytes + bytes
  }
}
