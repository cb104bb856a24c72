import Hardware
import Testing

@testable import USBProbes

@Suite struct USBStringTests {
  @Test func readsAStringDescriptor() {
    let string = USBString(descriptor: [8, 3, 0x41, 0, 0x42, 0, 0x43, 0])
    #expect(string?.text == "ABC")
    #expect(string?.serial?.bytes == [0x41, 0x42, 0x43])
  }

  @Test func keepsTheBytesOfASerialThatIsNoText() {
    let string = USBString(descriptor: [12, 3, 0x50, 0, 0xFF, 0, 0, 0, 0x82, 0, 0x34, 0x12])
    #expect(string?.serial?.bytes == [0x50, 0xFF, 0x00, 0x82, 0x34])
    #expect(string?.serial?.text == "50FF008234")
  }

  @Test(
    arguments: [
      // It states more than it sends, less than it sends, an odd length, a length below the header.
      ([8, 3, 0x41, 0], [0x41]), ([4, 3, 0x41, 0, 0x42, 0], [0x41]),
      ([5, 3, 0x41, 0, 0x42], [0x41]), ([0, 3, 0x41, 0], []), ([1, 3, 0x41, 0], []),
      ([2, 3], []), ([255, 3, 0x41], []),
    ] as [([UInt8], [UInt16])])
  func cutsOffWhatAMalformedDescriptorLacks(bytes: [UInt8], units: [UInt16]) {
    #expect(USBString(descriptor: bytes)?.units == units)
  }

  @Test(arguments: [[], [4], [4, 2, 0x41, 0], [4, 0, 0x41, 0]] as [[UInt8]])
  func refusesWhatIsNoStringDescriptor(bytes: [UInt8]) {
    #expect(USBString(descriptor: bytes) == nil)
  }

  @Test func givesAnEmptyStringNoSerial() {
    #expect(USBString(descriptor: [2, 3])?.serial == nil)
    #expect(USBString(attribute: []).serial == nil)
  }

  @Test func replacesHalfACharacter() {
    #expect(USBString(descriptor: [6, 3, 0x00, 0xD8, 0x41, 0])?.text == "\u{FFFD}A")
  }

  @Test func readsTheKernelsFormOfTheSameBytes() {
    // U+00FF and U+0082 in UTF-8, as the kernel writes units of a serial that is no text.
    let string = USBString(attribute: [0x50, 0xC3, 0xBF, 0xC2, 0x82])
    #expect(string.serial?.bytes == [0x50, 0xFF, 0x82])
    #expect(USBString(attribute: Array("066AFF49".utf8)).serial?.text == "066AFF49")
  }

  @Test func takesBytesThatAreNoUTF8AsTheyAre() {
    #expect(USBString(attribute: [0x50, 0xFF, 0x82]).serial?.bytes == [0x50, 0xFF, 0x82])
  }
}
