import Hardware

/// A string of a USB device: its serial number or a name.
struct USBString: Hashable, Sendable {
  /// UTF-16 code units as the device sent them, whatever they are.
  let units: [UInt16]

  /// The string as text, with U+FFFD where it is none.
  var text: String { String(decoding: units, as: UTF16.self) }

  /// The string as a serial number, or `nil` when it is empty.
  var serial: ProbeSerial? {
    units.isEmpty ? nil : ProbeSerial(bytes: units.map { UInt8(truncatingIfNeeded: $0) })
  }

  /// Reads a string descriptor: USB 2.0, table 9-16.
  ///
  /// What a device sends beyond or short of the length that it states is cut off; `nil` when it is no
  /// string descriptor at all.
  init?(descriptor: [UInt8]) {
    guard descriptor.count >= 2, descriptor[1] == Self.descriptorType else { return nil }
    let end = min(Int(descriptor[0]), descriptor.count)
    units = stride(from: 2, to: end - 1, by: 2).map { place in
      UInt16(descriptor[place]) | UInt16(descriptor[place + 1]) << 8
    }
  }

  /// Reads what the kernel keeps of a string: its UTF-8 form, up to the first zero.
  ///
  /// Bytes that are no UTF-8 each become a unit.
  init(attribute: [UInt8]) {
    if let text = String(validating: attribute, as: UTF8.self) {
      units = Array(text.utf16)
    } else {
      units = attribute.map(UInt16.init)
    }
  }

  /// `STRING`: USB 2.0, table 9-5.
  static let descriptorType: UInt8 = 3
}
