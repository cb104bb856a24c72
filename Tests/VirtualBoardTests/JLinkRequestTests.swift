// SPDX-License-Identifier: GPL-2.0-or-later
import Testing

@testable import VirtualBoard

/// What libjaylink sends over TCP, whole, in parts, and broken.
@Suite struct JLinkRequestTests {
  static let whole: [([UInt8], JLinkRequest)] = [
    ([7, 1], .firmwareVersion), ([7, 7], .hardwareStatus), ([7, 0xE8], .capabilities),
    ([7, 0xC7, 0xFF], .selectInterface(0xFF)), ([7, 5, 0x88, 0x13], .setSpeed),
    ([7, 0xDC], .reset(isLow: true)), ([7, 0xDD], .reset(isLow: false)),
    (
      [7, 0xCF, 0, 9, 0, 0xFF, 0x01, 0xA5, 0x01],
      .serialWire(count: 9, directions: [0xFF, 1], out: [0xA5, 1])
    ),
  ]

  @Test(arguments: whole) func knowsEachCommandAndItsEnd(bytes: [UInt8], request: JLinkRequest) {
    #expect(
      JLinkRequest.beginning(of: (bytes + [7])[...]) == .request(request, byteCount: bytes.count))
    for count in bytes.indices {
      #expect(JLinkRequest.beginning(of: bytes.prefix(count)) == .incomplete)
    }
  }

  @Test(arguments: [[0], [1], [7, 0x42], [0xFF, 0xFF]] as [[UInt8]])
  func refusesWhatNobodySends(bytes: [UInt8]) {
    #expect(JLinkRequest.beginning(of: bytes[...]) == .broken)
  }
}
