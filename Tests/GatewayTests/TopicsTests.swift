import Allocation
import Gateway
import MQTTClient
import Testing

@Suite("The topics of a site")
struct TopicsTests {
}
