import MLPerfTiny
import Reports
import Synchronization

/// Shows how far a benchmark is: a line for each step on stderr, and for a person who watches one
/// that moves while input goes over the line.
final class MLPerfProgressLine: Sendable {
  /// What the moving line last said, so that it is drawn once a change.
  private let drawn = Mutex("")

  func note(_ progress: TinyProgress) {
    switch progress {
    case .greeting(let port):
      Terminal.note("asking the device at \(Terminal.harmless(port)) for its name")
    case .identified(let device, let benchmark):
      let name = Terminal.harmless(device.name ?? "a nameless device")
      Terminal.note("\(name) runs \(benchmark.modelName)")
    case .loading(let sent, let all):
      draw("sending the input: \(sent * 100 / all) %")
    case .trying(let count):
      draw("trying \(count) inferences")
    case .running(let window, let all, let count):
      Terminal.note("window \(window) of \(all): \(count) inferences")
    case .finished(let window, let number, let all):
      let seconds = NumberText.fixed(Double(window.answer.microseconds) / 1e6, digits: 3)
      let rate = NumberText.fixed(window.throughput, digits: 3)
      Terminal.note("window \(number) of \(all): \(seconds) s, \(rate) inf./s")
    case .scoring(let sample, let all):
      if Terminal.isInteractive {
        draw("sample \(sample) of \(all)")
      } else if sample * 10 / all != (sample - 1) * 10 / all {
        Terminal.note("sample \(sample) of \(all)")
      }
    }
  }

  private func draw(_ text: String) {
    guard Terminal.isInteractive else { return }
    let isNew = drawn.withLock { drawn in
      defer { drawn = text }
      return drawn != text
    }
    if isNew { Terminal.drawProgress(text) }
  }
}
