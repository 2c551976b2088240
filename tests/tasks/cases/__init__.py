"""All tasks."""
from . import administration, agent, customers, reading, records

TASKS = sorted(agent.TASKS + reading.TASKS + records.TASKS + customers.TASKS + administration.TASKS, key=lambda task: task.number)
