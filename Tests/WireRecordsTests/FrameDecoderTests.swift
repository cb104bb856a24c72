import ContentHash
import Testing
import WireRecords

/// Frames in streams of bytes, whole, broken, and among garbage.
@Suite struct FrameDecoderTests {
  private let frame = WireFrame(code: 0x82, sequence: 7, payload: [0, 1, 0, 0, 255])

  @Test func checksumsTheStandardVector() {
    #expect(CRC32.checksum("123456789".utf8) == 0xcbf4_3926)
  }

  @Test(
    arguments: [
      ([], [1]),
      ([0], [1, 1]),
      ([0, 0], [1, 1, 1]),
      ([0x11, 0x22, 0x00, 0x33], [3, 0x11, 0x22, 2, 0x33]),
      ([0x11, 0, 0, 0], [2, 0x11, 1, 1, 1]),
    ] as [([UInt8], [UInt8])])
  func stuffsTheKnownExamples(plain: [UInt8], stuffed: [UInt8]) {
    #expect(COBS.encode(plain) == stuffed)
    #expect(COBS.decode(stuffed) == plain)
  }

  @Test(arguments: [1, 253, 254, 255, 256, 507, 508, 509, 600])
  func restoresEveryLengthAroundTheLongestRun(count: Int) {
    for step in [0, 1, 254] {
      let plain = (0..<count).map { step == 0 ? 0x5a : UInt8(truncatingIfNeeded: $0 / step) }
      let stuffed = COBS.encode(plain)
      #expect(!stuffed.contains(0))
      #expect(COBS.decode(stuffed) == plain)
    }
  }

  @Test func findsFramesWhateverThePieces() {
    let bytes = frame.encoded + frame.encoded
    for size in 1...bytes.count {
      var decoder = FrameDecoder()
      var found: [WireFrame] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        found += decoder.receive(bytes[start..<min(start + size, bytes.count)])
      }
      #expect(found == [frame, frame])
      #expect(decoder.brokenFrameCount == 0)
    }
  }

  @Test func takesTextBeforeTheFirstFrameForNoError() {
    var decoder = FrameDecoder()
    let text = Array("ROM v1\r\nHello\u{0}world".utf8)
    #expect(decoder.receive(text + frame.encoded) == [frame])
    #expect(decoder.brokenFrameCount == 0)
    #expect(decoder.ignoredByteCount == text.count - 1)
  }

  @Test func countsABrokenFrameAndGoesOn() {
    for place in 1..<frame.encoded.count - 1 {
      var decoder = FrameDecoder()
      var broken = frame.encoded
      broken[place] ^= 0x41
      let frames = decoder.receive(frame.encoded + broken + frame.encoded)
      #expect(frames == [frame, frame])
      #expect(decoder.brokenFrameCount >= 1)
    }
  }

  @Test func survivesAFrameThatIsTooLong() {
    var decoder = FrameDecoder()
    let endless = [UInt8](repeating: 0x55, count: 100_000)
    #expect(decoder.receive(frame.encoded + endless + [0] + frame.encoded) == [frame, frame])
    #expect(decoder.brokenFrameCount == 1)
  }

  @Test func survivesSeededNoise() {
    var generator = SplitMix(state: 20_260_101)
    var decoder = FrameDecoder()
    var receiver = RecordReceiver()
    for _ in 0..<200 {
      let noise = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(decoder.receive(noise).isEmpty)
      #expect(receiver.receive(noise).isEmpty)
    }
    #expect(decoder.receive([0] + frame.encoded) == [frame])
  }

  private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var value = state
      value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
      value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
      return value ^ value >> 31
    }
  }
}
