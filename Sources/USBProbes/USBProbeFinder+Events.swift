package import Hardware

extension USBProbeFinder {
  package func events() -> AsyncThrowingStream<ProbeEvent, any Error> {
    AsyncThrowingStream { listener in
      do throws(USBFailure) {
        let watch = try ProbeWatch(tree: tree, nodes: nodes)
        listener.onTermination = { _ in watch.end() }
        let status = DedicatedThread.run { watch.run(listener) }
        if status != 0 { throw USBFailure(reason: .noThread(errnoText(status))) }
      } catch {
        listener.finish(throwing: error)
      }
    }
  }
}
