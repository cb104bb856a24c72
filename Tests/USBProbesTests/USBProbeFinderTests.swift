import Hardware
import Testing

@testable import USBProbes

@Suite struct USBProbeFinderTests {
  @Test(.enabled(if: !DeviceTree.exists("/sys/bus/usb"), "this machine has a USB bus"))
  func findsNothingWithoutABus() async throws {
    #expect(try await USBProbeFinder().probes().isEmpty)
    #expect(try await USBProbeFinder().attached().isEmpty)
  }
}
