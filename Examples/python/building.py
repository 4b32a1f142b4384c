"""A building in 40 lines: python building.py SITE_DIRECTORY SITE BUILDING PORT WATTS…  (pip install 'paho-mqtt>=2')"""
import datetime, json, queue, ssl, sys, time, uuid
import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

directory, site, building, port, *levels = sys.argv[1:]
base = f"commonwatt/v1/{site}/bld/{building}"
epoch, replies = int(time.time() * 1000), queue.Queue()  # the epoch grows with each start


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def status(online):
    return json.dumps({"online": online, "epoch": epoch, "ts": now()})


def ask(sequence, watts):
    demand = {"v": 1, "request_id": str(uuid.uuid4()), "epoch": epoch, "seq": sequence, "load_id": "total",
              "demand_w": watts, "lease_s": 60}
    properties = Properties(PacketTypes.PUBLISH)
    properties.MessageExpiryInterval, properties.CorrelationData = 10, demand["request_id"].encode()
    while True:  # the same request until it is answered, with the same id: it is carried out once
        client.publish(f"{base}/demand", json.dumps(demand | {"ts": now()}), qos=1, properties=properties)
        try:
            while (reply := replies.get(timeout=3))["request_id"] != demand["request_id"]:
                print("pushed:", reply["allocated_w"], "W", reply["mode"])
            if reply["status"] not in ("RATE_LIMITED", "TEMPORARY_ERROR"):
                return reply
        except queue.Empty:
            pass


client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=building, protocol=mqtt.MQTTv5)
client.tls_set(f"{directory}/mqtt/ca.pem", f"{directory}/mqtt/{building}.pem", f"{directory}/mqtt/{building}.key",
               tls_version=ssl.PROTOCOL_TLS_CLIENT)
client.will_set(f"{base}/status", status(False), qos=1, retain=True)
client.on_connect = lambda *_: client.subscribe(f"{base}/alloc", qos=1)
client.on_subscribe = lambda *_: client.publish(f"{base}/status", status(True), qos=1, retain=True)
client.on_message = lambda _client, _data, message: replies.put(json.loads(message.payload))
client.connect("127.0.0.1", int(port))
client.loop_start()
for sequence, watts in enumerate([int(level) for level in levels] + [0], start=1):  # 0 releases the load
    reply = ask(sequence, watts)
    print(watts, "W:", reply["status"], {band["band"]: band["w"] for band in reply["bands"] if band["w"]})
client.publish(f"{base}/status", status(False), qos=1, retain=True).wait_for_publish()
client.disconnect()
