import Hardware
import Testing

@testable import USBProbes

@Suite struct STLinkVersionTests {
  @Test(
    arguments: [
      ([0x29, 0x5A, 0x83, 0x04, 0x4B, 0x37], .stLinkV21, "V2J37M26"),
      ([0x29, 0x47, 0x83, 0x04, 0x48, 0x37], .stLinkV2, "V2J37S7"),
      ([0x23, 0x00, 0x83, 0x04, 0x48, 0x37], .stLinkV2, "V2J12S0"),
      // A V2-1 for STM8 has M and S: the numbers alone tell.
      ([0x25, 0x87, 0x83, 0x04, 0x4B, 0x37], .stLinkV21, "V2M22S7"),
      ([0x26, 0x8C, 0x83, 0x04, 0x4B, 0x37], .stLinkV21, "V2M26S12"),
      ([0x25, 0xC7, 0x83, 0x04, 0x4B, 0x37], .stLinkV21, "V2J23M7"),
    ] as [([UInt8], ProbeKind, String)])
  func readsTheShortForm(answer: [UInt8], kind: ProbeKind, text: String) throws {
    #expect(try #require(STLinkVersion(answer: answer, kind: kind)).text == text)
  }

  @Test(
    arguments: [
      ([3, 0, 8, 3, 5, 0, 0, 0, 0x83, 0x04, 0x4F, 0x37], "V3J8M3B5"),
      ([3, 1, 8, 3, 5, 0, 0, 0, 0x83, 0x04, 0x4F, 0x37], "V3J8M3B5S1"),
      ([3, 1, 7, 0, 0, 0, 0, 0, 0x83, 0x04, 0x54, 0x37], "V3J7S1"),
    ] as [([UInt8], String)])
  func readsTheLongForm(answer: [UInt8], text: String) throws {
    #expect(try #require(STLinkVersion(longAnswer: answer)).text == text)
  }

  @Test func refusesShortOrEmptyAnswers() {
    #expect(STLinkVersion(answer: [0x29, 0x5A, 0x83, 0x04, 0x4B], kind: .stLinkV21) == nil)
    #expect(STLinkVersion(answer: [0, 0, 0, 0, 0, 0], kind: .stLinkV2) == nil)
    #expect(STLinkVersion(answer: [], kind: .stLinkV2) == nil)
    #expect(STLinkVersion(longAnswer: [3, 0, 8, 3, 5, 0, 0, 0, 0x83, 0x04, 0x4F]) == nil)
    #expect(STLinkVersion(longAnswer: [UInt8](repeating: 0, count: 12)) == nil)
  }

  @Test(
    arguments: [
      // 2 * 2063 * 1.2 V / 1500 = 3.3008 V.
      ([0xDC, 0x05, 0, 0, 0x0F, 0x08, 0, 0], 3301),
      ([0xDC, 0x05, 0, 0, 0, 0, 0, 0], 0),
      ([0, 0, 0, 0, 0x0F, 0x08, 0, 0], nil),
      ([1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF], nil),
      ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 2400),
      ([0xDC, 0x05, 0, 0, 0x0F, 0x08, 0], nil), ([], nil),
    ] as [([UInt8], Int?)])
  func readsTheVoltage(answer: [UInt8], millivolts: Int?) {
    #expect(STLinkVoltage.millivolts(answer: answer) == millivolts)
  }
}
