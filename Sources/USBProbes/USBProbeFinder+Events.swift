package import Hardware

extension USBProbeFinder {
  package func events() -> AsyncThrowingStream<ProbeEvent, any Error> {
    AsyncThrowingStream { $0.finish() }
  }
}
