import Hardware
import Testing

@testable import USBProbes

@Suite struct ProbeChangesTests {
  private let start = ContinuousClock.now

  private func plugIn(_ usbPath: String, number: Int = 5) -> ProbeChanges.PlugIn {
    ProbeChanges.PlugIn(
      usbPath: usbPath, deviceNumber: number, vendorID: 0x0483, productID: 0x374B)
  }

  private func probe(_ device: ProbeChanges.PlugIn, ports: [String] = []) -> Probe {
    Probe(
      kind: .stLinkV21, vendorID: device.vendorID, productID: device.productID, serial: nil,
      usbPath: device.usbPath, busNumber: 1, deviceNumber: device.deviceNumber, ports: ports)
  }

  @Test func saysNothingOfWhatWasThereBefore() {
    var changes = ProbeChanges(present: [plugIn("1-1")])
    let events = changes.take(present: [plugIn("1-1")], at: start) { (probe($0), true) }
    #expect(events.isEmpty)
    #expect(!changes.isWaiting)
  }

  @Test func tellsWhatComesAndGoesOnce() {
    var changes = ProbeChanges(present: [plugIn("1-1")])
    let both = [plugIn("1-1"), plugIn("1-2")]
    for expected in [[ProbeEvent.attached(probe(plugIn("1-2")))], []] {
      #expect(changes.take(present: both, at: start) { (probe($0), true) } == expected)
    }
    for expected in [
      [ProbeEvent.detached(usbPath: "1-1"), .detached(usbPath: "1-2")], [],
    ] {
      #expect(changes.take(present: [], at: start) { (probe($0), true) } == expected)
    }
  }

  @Test func tellsOfPlugsThatHappenedBetweenTwoLooks() {
    var changes = ProbeChanges(present: [plugIn("1-1", number: 5)])
    let again = plugIn("1-1", number: 6)
    #expect(
      changes.take(present: [again], at: start) { (probe($0), true) }
        == [.detached(usbPath: "1-1"), .attached(probe(again))])
  }

  @Test func waitsForTheSerialPort() {
    var changes = ProbeChanges(present: [])
    let device = plugIn("1-1")
    #expect(changes.take(present: [device], at: start) { (probe($0), false) }.isEmpty)
    #expect(changes.isWaiting)
    let complete = probe(device, ports: ["/dev/ttyACM0"])
    #expect(
      changes.take(present: [device], at: start + .milliseconds(50)) { _ in (complete, true) }
        == [.attached(complete)])
    #expect(!changes.isWaiting)
  }

  @Test func tellsOfAProbeWithoutItsPortOnceItsPatienceEnds() {
    var changes = ProbeChanges(present: [])
    let device = plugIn("1-1")
    for (moment, expected) in [
      (Duration.zero, [ProbeEvent]()), (ProbeChanges.patience - .milliseconds(1), []),
      (ProbeChanges.patience, [.attached(probe(device))]), (ProbeChanges.patience * 2, []),
    ] {
      #expect(
        changes.take(present: [device], at: start + moment) { (probe($0), false) } == expected)
    }
  }

  @Test func neverTellsOfWhatHasGoneBeforeItWasComplete() {
    var changes = ProbeChanges(present: [])
    let device = plugIn("1-1")
    #expect(changes.take(present: [device], at: start) { _ in nil }.isEmpty)
    #expect(changes.take(present: [], at: start) { _ in nil }.isEmpty)
    #expect(!changes.isWaiting)
    // It has its whole time when it comes again.
    #expect(
      changes.take(present: [device], at: start + .seconds(10)) { (probe($0), false) }.isEmpty)
  }
}
