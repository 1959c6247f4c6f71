"""When machines of the farm are started and stopped, and doing so: rules, what they are decided from, and who acts."""
